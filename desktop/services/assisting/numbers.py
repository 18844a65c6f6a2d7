"""Bank numbers in any spelling: enough is left to recognise one, too little to use it."""

import re

_SHOWN, _LEAST = 4, 7
# Between the groups of a number: blanks of any width, what nobody sees, dashes and lines of any length.
_BLANKS = "\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_DASHES = "_\u203f\ufe4d-\ufe4f\uff3f\\-\u058a\u05be\u2010-\u2015\u2212\u2e3a\u2e3b\u301c\ufe58\ufe63\uff0d"
_BLANK, _GAP = f"[{_BLANKS}]{{0,40}}", f"[{_BLANKS}{_DASHES}]{{0,40}}"  # bounded, so that no text takes for ever
_MARKS = f"[{_BLANKS}{_DASHES}./\u00b7]"
_LETTER, _SIGN = r"[^\W\d_]", r"[^\W_]"
_BEGIN, _END = rf"(?<!{_SIGN})", rf"(?!{_SIGN})"

_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_IBAN = rf"[A-Za-z]{{2}}\d{{2}}(?:{_MARKS}{{0,40}}{_SIGN}){{10,30}}"
_LONG = rf"\d(?:{_GAP}\d){{11,}}"  # with dashes a shorter one is a day, or the number of a document
_RUN = rf"(?<!\d[.,])\d(?:{_BLANK}\d){{7,}}(?![.,]\d)"  # no amount: 12345678.00
_IN_WORDS = re.compile(rf"{_BEGIN}(?:(?P<id>{_ID})|{_IBAN}|{_LONG}|{_RUN}){_END}")

_PART = rf"{_LETTER}{{0,4}}\d{_SIGN}*"
_IN_DETAILS = re.compile(rf"{_BEGIN}{_PART}(?:{_MARKS}{{1,40}}(?:{_LETTER}{{1,6}}{_MARKS}{{1,40}})?{_PART})*{_END}")
_COIN = re.compile(rf"{_BEGIN}(?={_LETTER}*\d){_SIGN}{{25,}}{_END}")
_WORDS_BEHIND = re.compile(rf"(?:{_MARKS}{{1,40}}{_LETTER}+)+\Z")


def without_numbers(text: str) -> str:
    """Return words with all but the last four characters of every bank number in them hidden; ids stay."""
    return _IN_WORDS.sub(lambda found: found["id"] or _hidden(found), text)


def without_accounts(details: str) -> str:
    """Return bank details without account numbers, short ones too, and without the addresses of cryptocurrencies."""
    return _IN_DETAILS.sub(_hidden, _COIN.sub(lambda found: _shown(found[0]), details))


def _hidden(found: re.Match[str]) -> str:
    """Hide a number, not the words that follow it after a blank."""
    behind = _WORDS_BEHIND.search(found[0])
    number = found[0][: behind.start()] if behind else found[0]
    if sum(sign.isdigit() for sign in number) < _LEAST:
        return found[0]
    return _shown(number) + found[0][len(number) :]


def _shown(number: str) -> str:
    return "•••• " + "".join(sign for sign in number if sign.isalnum())[-_SHOWN:]
