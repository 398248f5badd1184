"""fxtracker, the rate desk of the naira."""

__all__ = ["__version__"]

__version__ = "0.1.0"
