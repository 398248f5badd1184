"""Only the markup of an article gets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from fxtracker.site.fragment import clean

STORY = (
    '<p class="status">Rates as of 25 February 2026, 18:00 WAT</p>\n<h2>How much is a dollar to naira today?</h2>\n<table>\n<thead><tr>'
    '<th scope="col">Rate</th></tr></thead>\n<tbody>\n<tr><th scope="row">Dealers&#x27; margin</th><td>₦15 (1.1%)</td></tr>\n'
    '</tbody>\n</table>\n<figure><img src="/charts/2026-02-25/gap.svg" alt="Line chart: 5 &lt; 7"></figure>\n<ul>\n'
    '<li><a href="https://rates.example/dollar-to-naira/">Every day&#x27;s rates</a></li>\n</ul>\n<p>a &lt; b &amp; c</p>'
).replace("&#x27;", "'")


def test_the_markup_of_an_article_comes_out_as_it_went_in() -> None:
    assert clean(STORY) == STORY
    assert clean(f'<article class="rate-story" lang="en">{STORY}</article>') == STORY


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>p{}</style><svg><a href='/x'>x</a></svg>b", "ab"),
        ('<p onclick="x()" style="x" class="k">a</p>', '<p class="k">a</p>'),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href=" java\nscript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="//evil.example">a</a>', "<a>a</a>"),
        ('<a href="/\\evil.example">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<img src="https://evil.example/x.png" alt="x">', '<img alt="x">'),
        ('<img src="x" onerror="alert(1)" alt="">', '<img src="x" alt="">'),
        ("<iframe src=/x>a</iframe>b", "b"),
        ("<form><input><b>a</b></form>", "<b>a</b>"),
        ("</div></main><p>a", "<p>a</p>"),
        ("<ul><li>a</ul>b", "<ul><li>a</li></ul>b"),
        ("<!-- x --><p>a</p><!doctype html><?php ?>", "<p>a</p>"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    ],
)
def test_what_no_article_uses_does_not_get_through(given_: str, left: str) -> None:
    assert clean(given_) == left


PIECES = [*"<>/=\"'& ab!-", "script", "<p", "</p>", "onload=", "href=", "javascript:", "<svg", "<a ", "</main>", "<!--"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_text_makes_a_script_an_event_or_an_open_element(text: str) -> None:
    cleaned = clean(text)
    page = LexborHTMLParser(f"<main>{cleaned}</main>")

    assert not page.css("script, style, svg, iframe, [onload], a[href^='javascript']")
    assert clean(cleaned) == cleaned
    assert len(page.css("main")) == 1
