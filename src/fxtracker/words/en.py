"""English as Nigerian business desks write it."""

from __future__ import annotations

from types import MappingProxyType

from fxtracker.rates import CURRENCIES
from fxtracker.words.language import Language, Verb

__all__ = ["EN"]

EN = Language(
    tag="en",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    minor="kobo",
    numbers=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    spans=MappingProxyType({"d1": "1 session", "d7": "7 days", "d30": "30 days", "d365": "1 year"}),
    measures=MappingProxyType({"close": "close", "central": "central rate"}),
    states=MappingProxyType({"stronger": "stronger", "weaker": "weaker"}),
    currencies=MappingProxyType({code: name[0].upper() + name[1:] for code, name in CURRENCIES.items()}),
    verbs=MappingProxyType(
        {
            "strengthened": Verb(
                "strengthened", "weakened", "strengthened slightly", "weakened slightly", "strengthened sharply", "weakened sharply"
            ),
            # Nothing eases sharply: the strong form takes the plain pair.
            "firmed": Verb("firmed", "eased", "firmed slightly", "eased slightly", "strengthened sharply", "weakened sharply"),
            "gained": Verb("gained", "lost"),
            "appreciated": Verb("appreciated", "depreciated"),
            "stronger": Verb("stronger", "weaker"),
            "strengthens": Verb("strengthens", "weakens"),
        }
    ),
)
