"""Dates are read in every usual way, and never read as something they do not say."""

from datetime import date

import pytest

from desktop.views.editor.dates import DateWords, NotADate, parse_date

TODAY = date(2026, 11, 20)
_NAMES = (
    ("January",), ("February",), ("March",), ("April",), ("May",), ("June",), ("July",), ("August",), ("September",),
    ("October",), ("November",), ("December",),
)  # fmt: skip
IRISH = DateWords("dmy", _NAMES, ("today",), "4 Dec 2026")
AMERICAN = DateWords("mdy", _NAMES, ("today",), "Dec 4, 2026")
GERMAN = DateWords("dmy", (*_NAMES[:11], ("Dezember",)), ("heute", "today"), "4 Dez. 2026")
JAPANESE = DateWords("ymd", [(f"{number}月",) for number in range(1, 13)], ("今日",), "2026/12/04")


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("4 December 2026", IRISH, date(2026, 12, 4)),
        ("4 dec", IRISH, date(2026, 12, 4)),
        ("Dec 4, 2026", AMERICAN, date(2026, 12, 4)),
        ("4/12", IRISH, date(2026, 12, 4)),
        ("4/12", AMERICAN, date(2027, 4, 12)),
        ("4.12.26", GERMAN, date(2026, 12, 4)),
        ("4. Dez. 2026", GERMAN, date(2026, 12, 4)),
        ("2026-12-04", AMERICAN, date(2026, 12, 4)),
        ("2026/12/4", JAPANESE, date(2026, 12, 4)),
        ("٤/١٢/٢٠٢٦", IRISH, date(2026, 12, 4)),
        ("heute", GERMAN, TODAY),
        ("+30", IRISH, date(2026, 12, 20)),
        ("29/2", IRISH, date(2028, 2, 29)),
        ("1/9", IRISH, date(2026, 9, 1)),
        ("1/3", IRISH, date(2027, 3, 1)),
    ],
)
def test_a_date_is_read_the_persons_way(text: str, words: DateWords, meant: date) -> None:
    assert parse_date(text, words, TODAY) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "31/2",
        "soon",
        "4 foo",
        "1/2/3/4",
        "4/12/202",
        "31/2/2026",
        "+99999",
        "4/x",
        "9999-12-31",
        "1/1/2200",
        "1999-12-31",
    ],
)
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotADate, match=r"from 2000 to 2199\. Type it like 4 Dec 2026"):
        parse_date(text, IRISH, TODAY)
