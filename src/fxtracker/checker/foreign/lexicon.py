"""The words by which a reader of Nigerian business pages knows markets, currencies, directions and prices."""

from __future__ import annotations

import re

__all__ = [
    "ACTOR",
    "APPROXIMATE",
    "ATTRIBUTED",
    "CITY",
    "CURRENCY",
    "DOWN",
    "FLAT",
    "GAP",
    "MARKET",
    "NARROWED",
    "PREVIOUS",
    "ROLE",
    "UP",
    "WIDENED",
]


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


UP = _words(
    r"strengthen(?:ed|s|ing)?", r"gain(?:ed|s|ing)?", r"appreciat(?:ed|es|ing|ion)", r"firm(?:ed|s|er)", "rose", r"rises?", "rising",
    "risen", r"rall(?:ied|ies|ying)", r"recover(?:ed|s|y)", r"climb(?:ed|s)?", r"jump(?:ed|s)?", r"surg(?:ed|es|e)", r"advanc(?:ed|es)",
    r"improv(?:ed|es)", r"soar(?:ed|s)?", "stronger", "edged up", "went up", "up by", r"(?:is|was|are|were) up",
    r"increas(?:ed|es|e)", r"hik(?:ed|es)",
)  # fmt: skip
DOWN = _words(
    r"weaken(?:ed|s|ing)?", "lost", "loses", "loss", r"depreciat(?:ed|es|ing|ion)", r"eas(?:ed|es)", "fell", r"falls?", "fallen", "falling",
    r"drop(?:ped|s)?", r"declin(?:ed|es|e)", r"slip(?:ped|s)", "slid", r"plung(?:ed|es|e)", r"crash(?:ed|es)?", r"tumbl(?:ed|es)",
    r"dip(?:ped|s)?", r"slump(?:ed|s)?", "shed", "weaker", "edged down",
    "went down", "down by", r"(?:is|was|are|were) down", r"decreas(?:ed|es|e)", r"sank|sinks",
)  # fmt: skip
FLAT = _words("unchanged", r"closed flat", r"(?:stay|remain)(?:ed|s)", r"held steady", r"(?:was|were|is) (?:flat|stable|steady)")
NARROWED = _words(
    r"narrow(?:ed|s|ing)?",
    "shrank",
    r"shrunk",
    r"reduc(?:ed|es|ing)",
    r"contract(?:ed|s)",
    "closed",
    "fell",
    r"drop(?:ped|s)?",
    r"declin(?:ed|es)",
    r"decreas(?:ed|es)",
)
WIDENED = _words(r"widen(?:ed|s|ing)?", r"expand(?:ed|s)", r"increas(?:ed|es)", "grew", "grown", "rose", r"stretch(?:ed|es)")
GAP = _words("gap", "margin", "premium", "disparity", "spread", "difference", "differential")
APPROXIMATE = re.compile(
    r"\b(?:about|around|nearly|almost|over|more than|less than|roughly|some|close to|at least|up to|under|approximately)\s*$", re.IGNORECASE
)
PREVIOUS = _words(
    r"previous(?:ly)?", "yesterday", "earlier", "prior", r"last (?:week|month|year|close|trading|session|quoted)",
    r"a (?:week|month|year|day) (?:ago|earlier)", r"(?:day|session|week) before",
)  # fmt: skip
_OFFICIAL_SOURCE = (
    r"(?:the )?(?:latest |official )?(?:data|figures|rates|information)? ?(?:released |recorded |obtained |published |available )*"
    r"(?:from |by |on |at )*(?:the )?(?:CBN|Central Bank|official|FMDQ|NFEM)"
)
ATTRIBUTED = re.compile(
    r"\b(?:gave|reported by|quoted by|a dealer|one dealer|some (?:dealers|traders|operators)|others|another|differ|disagree|revis\w+"
    rf"|correct(?:ed|ion)|earlier version|according to (?!{_OFFICIAL_SOURCE})|each|respectively by)\b",
    re.IGNORECASE,
)
CITY = _words("Lagos", "Abuja", "Kano", "Port Harcourt", "Ibadan", "Kaduna", "Enugu", "Onitsha", "Aba", "Benin", "Ikeja")
ACTOR = re.compile(
    r"\b(?:(?P<customer>you|customers?|residents|people|Nigerians|individuals|readers|travellers|anyone|someone|a person|those)"
    r"|(?P<dealer>dealers?|operators?|traders?|BDCs?|players?|changers?|banks?|they|marketers|abokis?))\b",
    re.IGNORECASE,
)

MARKET: dict[str, re.Pattern[str]] = {
    "parallel": _words("parallel", r"black[- ]?market", "street", r"BDCs?", "bureau de change", "unofficial", "abokis?", r"informal"),
    "official": _words(
        "official(?:ly)?",
        "NFEM",
        "NAFEM",
        "NAFEX",
        "CBN",
        "central bank",
        r"I&E",
        r"I ?& ?E",
        "FMDQ",
        "Nigerian Foreign Exchange Market",
        "investors'? and exporters'?",
    ),
}
CURRENCY: dict[str, re.Pattern[str]] = {
    "GBP": re.compile(r"\b(?:pounds?|sterling|GBP)\b|£", re.IGNORECASE),
    "EUR": re.compile(r"\b(?:euros?|EUR)\b|€", re.IGNORECASE),
    "CAD": re.compile(r"\b(?:canadian|CAD)\b|C\$", re.IGNORECASE),
    "XOF": re.compile(r"\b(?:cfa|XOF|cefa)\b", re.IGNORECASE),
    "CNY": re.compile(r"\b(?:yuan|CNY|renminbi)\b", re.IGNORECASE),
    "ZAR": re.compile(r"\b(?:rand|ZAR)\b", re.IGNORECASE),
    "CHF": re.compile(r"\b(?:swiss|CHF)\b", re.IGNORECASE),
    "USD": re.compile(r"\b(?:(?:US )?dollars?|greenback|USD)\b|\$", re.IGNORECASE),
}
ROLE: dict[str, re.Pattern[str]] = {
    "open": _words("opening", "opened", "opens"),
    "average": _words("average", "averaged", "mean"),
    "high": _words(r"high(?:est)?", "peak"),
    "low": _words(r"low(?:est)?"),
    "close": _words(r"clos(?:e|ed|es|ing)", "settled", "ended", "finished", "current rate"),
    "buy": _words(r"buy(?:s|ing)?", "bought", "bid", r"purchas(?:e|ed|es|ing)"),
    "sell": _words(r"sell(?:s|ing)?", "sold", "ask", "offer"),
}
