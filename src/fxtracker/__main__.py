"""`python -m fxtracker`."""

from fxtracker.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
