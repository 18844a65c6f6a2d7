"""Bank numbers in any spelling: enough is left to recognise one, too little to use it."""

import re

from billing.money import CURRENCIES

_SHOWN, _LEAST = 4, 7
# Between the groups of a number: blanks of any width, what nobody sees, dashes and lines of any length.
_BLANKS = "\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_DASHES = "_\u203f\ufe4d-\ufe4f\uff3f\\-\u058a\u05be\u2010-\u2015\u2212\u2e3a\u2e3b\u301c\ufe58\ufe63\uff0d"
_BLANK, _GAP = f"[{_BLANKS}]{{0,40}}", f"[{_BLANKS}{_DASHES}]{{0,40}}"  # bounded, so that no text takes for ever
_MARKS = f"[{_BLANKS}{_DASHES}./\u00b7]"
_LETTER, _SIGN = r"[^\W\d_]", r"[^\W_]"
_BEGIN, _END = rf"(?<!{_SIGN})", rf"(?!{_SIGN})"

_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# What stays, though it has as many digits as an account: days, amounts, numbers of documents, telephone numbers.
_ALONE = rf"{_END}(?![{_DASHES}]{_SIGN})"
_CURRENCY = rf"[{_BLANKS}]{{0,3}}(?:{'|'.join(sorted(CURRENCIES))}){_END}"
_COUNT = rf"(?:\d{{1,12}}|\d{{1,3}}(?:[{_BLANKS}]\d{{3}}){{1,3}})"
_AMOUNT = rf"{_COUNT}(?:[.,]\d{{1,4}})?{_CURRENCY}"
_LEAP = r"20(?:[02468][048]|[13579][26])"


def _day(dash: str) -> str:
    """Return a pattern of the days of this century, with ``dash`` between year, month and day."""
    long, short = rf"(?:0[13578]|1[02]){dash}(?:0[1-9]|[12]\d|3[01])", rf"(?:0[469]|11){dash}(?:0[1-9]|[12]\d|30)"
    return rf"(?:20\d\d{dash}(?:{long}|{short}|02{dash}(?:0[1-9]|1\d|2[0-8]))|{_LEAP}{dash}02{dash}29)"


_DAY = rf"{_BEGIN}(?<!{_SIGN}[{_DASHES}]){_day('-')}{_ALONE}"
# Digits that follow after a blank belong to the number, and make it an account, unless they are themselves no part.
_NO_MORE = rf"{_END}(?:(?!{_GAP}\d)|(?={_BLANK}(?:{_DAY}|{_AMOUNT}|\d{{1,12}}[.,]\d{{2}}{_END})))"
_SAYS_ACCOUNT = rf"(?:ACC|ACCT|ACCOUNT|CARD|IBAN|KONTO|KTO|CUENTA|COMPTE|CONTO|BANK){_END}"
_DOCUMENT = (
    rf"[A-Za-z]{{1,20}}[-_/]?20\d\d(?:-\d\d)?[-_/]\d{{1,9}}{_ALONE}"
    rf"|(?!{_SAYS_ACCOUNT})[A-Z]{{2,10}} 20\d\d \d{{1,6}}{_NO_MORE}"
)
_PHONE = rf"(?<!\+)\+\d(?:[{_BLANKS}{_DASHES}./()]{{0,5}}(?!{_DAY})\d){{6,14}}{_END}(?:(?!{_GAP}\d)|(?={_BLANK}{_DAY}))"
_STAYS = rf"{_ID}|{_DAY}|{_day('')}{_NO_MORE}|{_DOCUMENT}|{_PHONE}|{_AMOUNT}"

_IBAN = rf"[A-Za-z]{{2}}\d{{2}}(?:{_MARKS}{{0,40}}{_SIGN}){{10,30}}"
_LONG = rf"\d(?:{_GAP}(?!{_DAY})\d){{11,}}"  # with dashes a shorter one is the number of a document
_RUN = rf"(?<!\d[.,])\d(?:{_BLANK}(?!{_DAY})\d){{7,}}(?![.,]\d)"  # no amount: 12345678.00
_IN_WORDS = re.compile(rf"{_BEGIN}(?:(?P<stays>{_STAYS})|(?P<iban>{_IBAN})|{_LONG}|{_RUN}){_END}")
_A_DAY = re.compile(_DAY)
_LETTERS = re.compile(rf"{_MARKS}{_LETTER}{{5,}}{_END}")  # no bank is told by more than four letters
_DIGIT_NEXT = re.compile(rf"{_MARKS}{{0,40}}\d")
_SHORTEST, _DIGITS = 15, 8  # signs of the shortest IBAN; digits in the account of one that was mistyped
_COUNTRIES = (
    "AD AE AL AT AZ BA BE BG BH BI BR BY CH CR CY CZ DE DJ DK DO EE EG ES FI FK FO FR GB GE GI GL GR GT HN HR HU IE IL "
    "IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MN MR MT MU NI NL NO OM PK PL PS PT QA RO RS RU SA SC SD SE SI "
    "SK SM SO ST SV TL TN TR UA VA VG XK YE"
)
_WITH_IBANS = frozenset(_COUNTRIES.split())

_PART = rf"{_LETTER}{{0,4}}\d{_SIGN}*"
_IN_DETAILS = re.compile(rf"{_BEGIN}{_PART}(?:{_MARKS}{{1,40}}(?:{_LETTER}{{1,6}}{_MARKS}{{1,40}})?{_PART})*{_END}")
_COIN = re.compile(rf"{_BEGIN}(?={_LETTER}*\d){_SIGN}{{25,}}{_END}")
_WORDS_BEHIND = re.compile(rf"(?:{_MARKS}{{1,40}}{_LETTER}+)+\Z")


def without_numbers(text: str) -> str:
    """Return words with all but the last four characters of every bank number in them hidden.

    Ids, days, amounts with their currency, numbers of documents and telephone numbers stay.
    """
    kept, done, at = [], 0, 0
    while found := _IN_WORDS.search(text, at):
        at = found.end()
        if found["stays"]:
            continue
        if found["iban"]:
            at = found.start() + _iban_in(found[0])
            if at == found.start():  # none, though what follows its first letters may be an account
                at += 1
                continue
        kept += [text[done : found.start()], _hidden(text[found.start() : at])]
        done = at
    return "".join([*kept, text[done:]])


def without_accounts(details: str) -> str:
    """Return bank details without account numbers, short ones too, and without the addresses of cryptocurrencies."""
    return _IN_DETAILS.sub(lambda found: _hidden(found[0]), _COIN.sub(lambda found: _shown(found[0]), details))


def _iban_in(typed: str) -> int:
    """Return how much of ``typed`` is an IBAN: as its check digits say, or else as it looks, for one mistyped."""
    signs = [at for at, sign in enumerate(typed) if sign.isalnum()]
    for count in range(len(signs), _SHORTEST - 1, -1):
        end = signs[count - 1] + 1
        if typed[end : end + 1].isalnum() or _DIGIT_NEXT.match(typed, end):
            continue
        if _is_checked("".join(typed[at] for at in signs[:count])):
            return end
    cuts = [found.start() for found in (_A_DAY.search(typed), _LETTERS.search(typed)) if found]
    likely = typed[: min(cuts)].rstrip() if cuts else typed
    if typed[:2].upper() not in _WITH_IBANS:  # in one piece it is hidden all the same
        likely = typed[: next((at for at, sign in enumerate(typed) if not sign.isalnum()), len(typed))]
    return len(likely) if _digits(likely[4:]) >= _DIGITS else 0


def _is_checked(signs: str) -> bool:
    """Whether the check digits of an IBAN, its third and fourth sign, are those of the rest."""
    return signs.isascii() and int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _hidden(found: str) -> str:
    """Hide a number, not the words that follow it after a blank."""
    behind = _WORDS_BEHIND.search(found)
    number = found[: behind.start()] if behind else found
    if _digits(number) < _LEAST:
        return found
    return _shown(number) + found[len(number) :]


def _shown(number: str) -> str:
    return "•••• " + "".join(sign for sign in number if sign.isalnum())[-_SHOWN:]
