"""Account numbers on their way out: enough to recognise one, too little to use it."""

import re

# Seven digits or more, with the blanks and strokes that banks put between them, perhaps behind letters as in an IBAN.
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{0,4}[0-9](?:[ \-./]?[A-Za-z0-9])*(?![A-Za-z0-9])")
# An IBAN, or eight digits and more in one run: INV-2026-0042 is neither.
_IN_WORDS = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]){10,}|[0-9](?: ?[0-9]){7,})(?![0-9])")
_ADDRESS = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{25,}(?![A-Za-z0-9])")
_SHOWN, _LEAST = 4, 7


def masked_account(text: str) -> str:
    """Return bank details with all but the last four characters of every account number in them hidden."""
    return _ACCOUNT.sub(_hidden, text)


def masked_way(text: str) -> str:
    """Return details of a way to pay without account numbers, and without the addresses of cryptocurrencies."""
    return masked_account(_ADDRESS.sub(lambda found: "•••• " + found[0][-_SHOWN:], text))


def masked(text: str) -> str:
    """Return words in which an account number may stand, with all but its last four characters hidden."""
    return _IN_WORDS.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    number = found[0]
    if sum(sign.isdigit() for sign in number) < _LEAST:
        return number
    return "•••• " + re.sub(r"[^A-Za-z0-9]", "", number)[-_SHOWN:]
