"""Payment terms in words, and those that are on offer."""

from PySide6.QtCore import QCoreApplication

from billing.terms import DueRule, Terms, read_terms

_OFFERED = (
    Terms(DueRule.ON_RECEIPT),
    Terms(DueRule.NET, 7),
    Terms(DueRule.NET, 14),
    Terms(DueRule.NET, 15),
    Terms(DueRule.NET, 30),
    Terms(DueRule.NET, 45),
    Terms(DueRule.NET, 60),
    Terms(DueRule.END_OF_MONTH),
    Terms(DueRule.NET_THEN_END_OF_MONTH, 30),
    Terms(DueRule.END_OF_MONTH_THEN_NET, 30),
    Terms(DueRule.NEXT_MONTH_ON, 15),
)


def offered_terms() -> list[tuple[str, str]]:
    """Return the usual terms as pairs of their spelling and their words."""
    return [(terms.spelled(), terms_words(terms.spelled())) for terms in _OFFERED]


def terms_words(spelled: str) -> str:
    """Return what a person calls these terms."""
    terms = read_terms(spelled)
    words = {
        DueRule.ON_RECEIPT: _tr("On receipt"),
        DueRule.NET: _tr("{days} days"),
        DueRule.END_OF_MONTH: _tr("End of the month"),
        DueRule.NET_THEN_END_OF_MONTH: _tr("{days} days, then end of month"),
        DueRule.END_OF_MONTH_THEN_NET: _tr("End of month, then {days} days"),
        DueRule.NEXT_MONTH_ON: _tr("Day {days} of next month"),
        DueRule.FIXED: _tr("A day of its own"),
    }
    return words[terms.rule].format(days=terms.days)


def _tr(text: str) -> str:
    return QCoreApplication.translate("terms", text)
