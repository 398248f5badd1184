# ruff: noqa: E501
"""Any piece without facts: what contradicts itself is found, and what is right is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from fxtracker.checker import read_foreign
from fxtracker.errors import UsageError

# The first twelve are slips that Nigerian outlets really printed between 2025 and 2026 (Legit, Vanguard, naijanews, BizWatch), in their words or near.
SLIPS = [
    ("On Thursday, 26 February 2026, the euro fell by N4.94 to N1,598.59 from N1,596.36 quoted on Wednesday.", "T5"),
    ("The euro fell by N4.94 to close at N1,598.59 from N1,596.36 the previous day.", "T5"),
    ("In the official market the naira rose: 1,605→1,589, an appreciation of N6.", "T5"),
    (
        "In the NFEM, the naira appreciated to N1,589 per dollar from N1,605 per dollar on Thursday, indicating N6 appreciation for the naira.",
        "T5",
    ),
    (
        "The naira was exchanged at N1,600 per dollar in the parallel market. In the official market (NFEM) the naira appreciated to N1,589 per dollar from N1,605 per dollar. Consequently, the margin between the parallel market and NFEM rate narrowed to N1 per dollar from N5 per dollar.",
        "T6",
    ),
    ("The naira opened at N1,600 on Wednesday 2nd May 2025.", "T7"),
    ("On Tuesday, February 25, 2026, the naira closed at N1,351.", "T7"),
    ("At the official market the naira closed at N1,478 per dollar, after a high of N1,439 and a low of N1,430.", "S1"),
    ("The naira weakened to ₦1,351 from ₦1,355.", "T3"),
    ("The naira appreciated from 1,600 to 1,650.", "T3"),
    (
        "The naira closed at N1,353.46 per dollar at the official market.\n\n| Official | Rate |\n|---|---|\n| Closing rate | N1,355.46 |",
        "T11",
    ),
    (
        "The dollar sold at N1,370 on the black market, a 2.19% fall from N1,340 quoted the previous day. The naira remained at N1,370 daily on the black market.",
        "T11",
    ),
    ("On 25 February 2026 data from FMDQ showed that the naira closed at N1,351.", "S8"),
    ("Traders in Lagos say you can purchase a dollar at N1,140 and sell it at N1,145.", "S2"),
    ("In the parallel market dealers buy at N1,355 and sell at N1,345.", "S2"),
    ("On the street the dollar sold between N755 and N760, an average of N764.", "S1"),
    ("On the street the dollar sold between N760 and N765, an average of N764.", "T5"),
    ("The naira closed at N900 on November 31.", "T7"),
    (
        "Dealers buy dollars at N1,345 and sell at N1,355 in Lagos.\n\nLater on the page: the buying rate is N1,350 and the selling rate is N1,360.",
        "T11",
    ),
    ("The naira fell by 3.5% to N1,355 from N1,351.", "T4"),
    ("The gap narrowed to ₦7 from ₦5.", "T6"),
    ("The naira was unchanged at ₦1,351 from ₦1,355.", "T3"),
    ("The dollar fell from ₦1,600 to ₦1,650 in the black market.", "T3"),
    (
        "The gap between the official and parallel rates is ₦14. The naira closed at ₦1,351 officially. On the street dealers sold the dollar at ₦1,355.",
        "T6",
    ),
    # What these pages printed, shortened to the sentences that do not agree; each figure is the page's own.
    (
        "Wednesday's data shows that the naira lost N6.70 to trade at N1,834.96/£1, down from N1,828.26/£1, and fell by N4.94 against the euro to N1,598.59/€1, compared with N1,596.36/€1.",
        "T5",
    ),  # legit.ng, 26 Feb 2026
    (
        "The dollar to naira rate, according to the data released on the FMDQ Security Exchange, closed at 1478.00 per $1 on Friday January 2nd , 2026.\n\nCBN Rate Today Highest Rate ₦1439 Lowest Rate ₦1427",
        "S1",
    ),  # bizwatchnigeria.ng, 2 Jan 2026
    (
        "The naira closed at 1353.46 per $1 on Wednesday, February 11th, 2026, on the official market.\n\nOfficial Exchange Rate Today Opening Rate ₦1,353.25 Current Rate ₦1,355.46",
        "T11",
    ),  # bizwatchnigeria.ng, 11 Feb 2026
    ("Players sell a dollar for ₦1480 and buy at ₦1478 on Thursday 1st January, 2025.", "T7"),  # bizwatchnigeria.ng, 2 Jan 2026
    (
        "Going by dealers in Lagos, the dollar last traded between N747 and N765 with an average of N764 in the black market.",
        "T5",
    ),  # bizwatchnigeria.ng, 15 Mar 2023
    ("As of now, you can purchase 1 dollar at ₦1,140 and sell it at ₦1,145 on the black market.", "S2"),  # newsonlineng.com, 24 Nov 2023
    (
        "The official market saw a N6.49 kobo decline in the rate for the pound, which dropped from N1,845.89 kobo per £1 to N1,839.42 kobo per £1.",
        "T5",
    ),  # primebusiness.africa, 11 Feb 2026
    (
        "The Nigerian currency gained N100.09 or 2.8% on the dollar in the official market to close at N1,593.32/$1 compared with the N1,693.41/$1 of Thursday.",
        "T4",
    ),  # legit.ng, 9 Sep 2024
    (
        "At the same black market, the naira depreciated to the pound on Friday by N2 as it closed at N722/£1 compared with N710/£1 it closed on Thursday.",
        "T5",
    ),  # ripplesnigeria.com, 6 Sep 2021
    (
        "The naira strengthened to 1,494.03/$ at the official window. Similarly, it appreciated at the parallel market to 1,510.00/$, further reducing the spread between the markets to 15.5/$.",
        "T6",
    ),  # afrorizetv.com, 21 Feb 2025
]

SLIPS += [
    # Made up, one for each way in which a text can contradict itself.
    ("The naira gained ₦5 to close at ₦1,355, from ₦1,350.", "T3"),
    ("The naira depreciated to N1,350/$1 from N1,355/$1.", "T3"),
    ("The dollar weakened against the naira to ₦1,355 from ₦1,351.", "T3"),
    ("Naira falls to N1,350 from N1,360", "T3"),
    ("The local currency strengthened to N1,610 per dollar on Thursday from N1,600 on Wednesday.", "T3"),
    ("The gap widened to ₦4 from ₦7.", "T6"),
    ("The gap between the official close of ₦1,351 and the street's selling rate of ₦1,355 is ₦5.", "T6"),
    ("On the street dealers were buying at ₦1,360 and selling at ₦1,350.", "S2"),
    ("| Parallel market | Rate |\n|---|---|\n| Buying | ₦1,360 |\n| Selling | ₦1,350 |", "S2"),
    ("On Monday, 25 February 2026, rates held.", "T7"),
    ("It closed on 30 February 2026.", "T7"),
    ("It closed on 2026-02-30.", "T7"),
    ("It closed on Feb 30, 2026.", "T7"),
    ("It closed on 31/04/2026.", "T7"),
    ("The naira closed at ₦1,365 on the official market, after trading between ₦1,351 and ₦1,362.", "S1"),
    ("On the official market the dollar closed at ₦1,351 (high ₦1,349, low ₦1,340).", "S1"),
    ("The dollar is up 0.5% to ₦1,355 from ₦1,351.", "T4"),
    ("The naira closed at ₦1,351 officially. The official close was ₦1,356.11 on the day.", "T11"),
    ("The naira closed at ₦1,356.11, 64 kobo weaker than Tuesday's ₦1,355.37.", "T5"),
    ("The naira closed at ₦1,351, ₦4 weaker than Tuesday's ₦1,355.", "T3"),
    ("The pound rose to ₦1,800 from ₦1,812.", "T3"),
    ("The naira lost ₦10, moving from ₦1,351 to ₦1,355.", "T5"),
    ("The naira weakened by 0.30% to ₦1,351 from ₦1,355.", "T3"),
    ("The dealer's margin is ₦15: they buy at ₦1,345 and sell at ₦1,355.", "T6"),
    ("The naira closed at ₦1,350, the day's low being ₦1,351 and the high ₦1,362, on the official market.", "S1"),
    ("The high of the day was ₦1,340 and the low ₦1,362 on the official market.", "S1"),
    ("The streak: the dollar climbed from ₦1,362 to ₦1,351.", "T3"),
    ("The naira appreciated by 2.5 per cent, from ₦1,355 to ₦1,351.", "T4"),
    ("The parallel rate was unchanged at ₦1,355, compared with ₦1,360 on Tuesday.", "T3"),
    ("The premium narrowed from ₦4 to ₦9.", "T6"),
    ("Street dealers sold at ₦1,355. The official close was ₦1,351. The difference between the two markets is therefore ₦14.", "T6"),
]

RIGHT = [
    "The naira appreciated to N1,589 per dollar from N1,605 per dollar on Thursday, indicating N16 appreciation for the naira.",
    "The euro fell by N2.23 to N1,596.36 from N1,598.59.",
    "On Friday, 2 May 2025, the naira closed at N1,605 to the dollar. On Wednesday 30 April 2025 it had closed at N1,599.",
    "The naira weakened to ₦1,355 from ₦1,351, a loss of ₦4 or 0.30 per cent.",
    "The naira closed at ₦1,351 to the US dollar on the official market on Wednesday, 25 February 2026, while street dealers in Lagos sold the dollar at ₦1,355.\n\nThat puts the black-market selling rate ₦4, or 0.30%, above the official close.\n\n| Market, 25 Feb 2026 | Per $1 |\n|---|---|\n| Official (NFEM) close | ₦1,351 |\n| Official range, strongest to weakest | ₦1,351–₦1,362 |\n| Lagos street: dealers buy (you sell) | ₦1,345 |\n| Lagos street: dealers sell (you buy) | ₦1,355 |\n| Gap, street selling rate over official close | ₦4 (0.30%) |\n\nIn the Nigerian Foreign Exchange Market the dollar changed hands between ₦1,351 and ₦1,362, a range of ₦11.\n\nDealers bought dollars at ₦1,345 and sold them at ₦1,355, a margin of ₦10.\n\nA person buying $100 on the street paid ₦135,500, which is ₦400 more than the ₦135,100 the official close implies. Someone selling $100 received ₦134,500.\n\n| | Official | Dealers buy | Dealers sell |\n|---|---|---|---|\n| $10 | ₦13,510 | ₦13,450 | ₦13,550 |\n\n₦100,000 buys $73.80 on the street ($74.02 at the official close).",
    "Published figures for Wednesday differ. BizWatch Nigeria gave an official close of ₦1,351; Legit.ng, citing the Central Bank, gave ₦1,356.11, ₦5.11 higher. Street selling quotes ran from ₦1,355 (BizWatch) to ₦1,390 (a dealer quoted by Legit.ng).",
    "The dollar rose from 1,600 to 1,650 in the parallel market.",
    "The naira fell by 9.7 per cent to N1,672.69 from N1,525.",
    "The naira lost 8.83% as it slid to N1,672.69 from N1,525 at the official market.",
    "In the black market the dollar was bought at N1,345 and sold at N1,355 in Lagos. In Abuja it was bought at N1,350 and sold at N1,362.",
    "*$1 = ₦1,351* official close, Wed 25 Feb 2026\nBlack market (Lagos): you sell ₦1,345 · you buy ₦1,355\n$100 on the street costs ₦135,500\nRates at 18:00 WAT.",
    "Dollar to naira, Wed 25 Feb:\nOfficial close ₦1,351\nLagos street: dealers buy ₦1,345, sell ₦1,355\nThe official rate sits inside the street's buy–sell range.",
    "The naira was exchanged at N1,600 per dollar in the parallel market. In the official market (NFEM) the naira appreciated to N1,589 per dollar from N1,605 per dollar. Consequently, the margin between the parallel market and NFEM rate narrowed to N11 per dollar from N15 per dollar.",
    "The naira closed at N1,359.50 on Wednesday, 50 kobo weaker than Tuesday's N1,359.",
    "The pound sterling appreciated to N1,812.50 from N1,801.30 while the euro fell to N1,596.36 from N1,598.59.",
    "The naira hit an intraday high of N404 and a low of N444 before closing at N430 at the official window.",
    "The local currency closed at N1,478.20 at NFEM, against N1,480.10 on Monday, a gain of N1.90. It touched a high of N1,485 and a low of N1,470 during trading.",
    "Nigeria's reserves rose to $40.2 billion from $39.8 billion. The central bank sold $150 million to dealers in March.",
    "The dollar traded between N755 and N760 on the street, an average of N757.50.",
    "The Nigerian Foreign Exchange Market replaced NAFEM in December 2024, when the naira traded at N1,600.",
    "Last year the naira closed at N1,500. It closed at N1,351 on Wednesday.",
    "The naira appreciated by N5 in the parallel market to N1,485 from N1,490 at the weekend, but depreciated slightly at the official market to N1,478.20 from N1,477.",
    "The gap between the two markets widened to N7 from N4. The naira had not weakened to N1,355 from N1,351 as some feared.",
    "A dollar costs ₦1,355 on the street, compared with ₦1,351 at the official close. Customers buy at N1,355 and sell at N1,345.",
    "The naira opened at N1,358 and closed at N1,351 on 25 February 2026. On 24 February 2026 it closed at N1,355.37.",
    "Inflation eased to 15.1% from 15.4%. The naira's premium over the official rate stood at 0.3%.",
    "| Date | Buying | Selling |\n|---|---|---|\n| 24 Feb 2026 | N1,350 | N1,360 |\n| 25 Feb 2026 | N1,345 | N1,355 |",
    "| Currency | Buy | Sell |\n|---|---|---|\n| US dollar | N1,345 | N1,355 |\n| Pound sterling | N1,800 | N1,830 |\n| Euro | N1,560 | N1,590 |",
    "The naira strengthened from N1,355 on Tuesday to N1,351 on Wednesday. This represents a gain of N4.",
    "The naira dropped 0.3% against the dollar to N1,355 from N1,351.",
    "On Monday the naira traded at N1,360 in the parallel market. On Tuesday it traded at N1,365 in the parallel market.",
    "The naira was unchanged at N1,351 from Tuesday's N1,351.",
    "On 29 February 2024 the naira closed at N1,595.11. The next leap day is 29 February 2028.",
    "The naira has weakened since it traded at N460 in June 2023.",
    "Meanwhile, the naira gained N3 against the pound to N1,812 from N1,815 on Wednesday.",
    "The rate fell to N1,351 from N1,355, that is, fewer naira bought a dollar.",
    "Banks sold dollars at N1,360 and bought them at N1,350. Transfers were quoted at N1,365.",
]

RIGHT += [
    # The same desks where they had it right.
    "The Naira appreciated to N1,640 per dollar in the parallel market from N1,655 per dollar on Monday. The exchange rate for the NFEM fell to N1,526.3 per dollar from N1,533.5 per dollar on Monday , indicating N7.2 appreciation for the naira. Consequently, the margin between the parallel market and NFEM rate narrowed to N113.7 per dollar from N121.5 per dollar on Monday.",
    "The naira yesterday appreciated to N1, 600 per dollar in the parallel market from N1,610 per dollar last weekend. The exchange rate for the naira fell to N1,605 per dollar in the NFEM from N1,606 per dollar last week Friday, indicating a N1 appreciation for the naira. Consequently, the margin between the parallel market and NFEM rate widened to N5 per dollar from N4 per dollar last weekend.",
    "The naira fell by 74 Kobo, or 0.05%, to close at N1,356.11/$1 from N1,355.37/$1 on Tuesday. In the parallel market, it traded flat at N1,365/$1. The dollar buying rate is N1,367, while the selling rate is N1,390, a trader said.",
    "The official exchange rate fell to ₦1,687.52 per dollar, marking an ₦8.59 decline from Tuesday’s ₦1,678.93. The black-market rate dropped to ₦1,750 per dollar, down from ₦1,740 recorded the previous day.",
    "The naira closed at N830.97 to a dollar on Tuesday. This represents an N80.83 loss or a 9.73% decline in the local currency compared to the N750.14 it closed on Monday. The intraday high recorded was N1121/$1, while the intraday low was N600/$1, representing a wide spread of N521/$1.",
    "Although the FX rate for the dollar increased to N1,351 per dollar, the highest level during trading, it also dropped to N1,345 per $1, the lowest rate before closing at N1,350 per USD.",
    "Compared to Wednesday, 11th February 2026, when the naira traded at an average of N1,348.9529/$ and closed at N1,350 per dollar, the Nigerian currency was down by N5 against the US Dollar.",
    "The Euro depreciated the most, shedding a massive N200 against the naira to trade at ₦1,700/€1 as against the previous closing price of ₦1,900/€1 on Friday, February 23, 2024.",
    "The naira gained N13.73 against the euro, closing at N1,606.03/€1 compared with N1,619.76/€1. In the parallel market, the naira gained N5 against the US dollar to trade at N1,450/$1, up from N1,455/$1.",
]


@pytest.mark.parametrize(("text", "code"), SLIPS)
def test_a_slip_is_found(text: str, code: str) -> None:
    assert code in {problem.check for problem in read_foreign(text, "md").problems}


@pytest.mark.parametrize("text", RIGHT)
def test_correct_prose_is_left_alone(text: str) -> None:
    assert read_foreign(text, "md").problems == ()


def test_the_html_of_a_slip_says_the_same() -> None:
    page = "<article><h1>Rates</h1><p>The naira <b>weakened</b> to &#8358;1,351<br>from &#8358;1,355.</p></article>"
    assert [problem.check for problem in read_foreign(page, "html").problems] == ["T3"]


def test_a_table_against_the_text_in_html() -> None:
    page = (
        "<p>At the official market the naira closed at N1,353.46.</p>"
        "<table><tr><th>Official market</th><th>Rate</th></tr><tr><td>Close</td><td>N1,355.46</td></tr></table>"
    )
    assert "T11" in {problem.check for problem in read_foreign(page, "html").problems}


def test_a_date_without_a_year_is_of_the_year_nearest_to_the_piece() -> None:
    assert read_foreign("The naira closed at N1,478 on Wednesday, December 31.", "txt", date(2026, 1, 2)).ok
    assert [problem.check for problem in read_foreign("On Thursday, December 31 it closed.", "txt", date(2026, 1, 2)).problems] == ["T7"]


def test_what_cannot_be_judged_is_listed() -> None:
    report = read_foreign("Reserves stood at $40.2 billion.", "txt")
    assert report.ok
    assert report.unbound == ("$40.2 billion: Reserves stood at $40.2 billion.",)


def test_a_form_that_is_not_read() -> None:
    with pytest.raises(UsageError, match="md, html, txt"):
        read_foreign("x", "pdf")
