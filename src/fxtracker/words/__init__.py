"""Words for figures: money, percentages, dates and directions, in one language at a time.

Printing is the only rounding, half-up, once. English lives in `en.py`; another language is another `Language` on the same frame.
"""

from fxtracker.words.en import EN
from fxtracker.words.language import Language

__all__ = ["EN", "Language"]
