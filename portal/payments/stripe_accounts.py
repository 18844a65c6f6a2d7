"""The way to each office's account: made on first use, kept while its key is the same."""

from portal.payments.ports import Account, Payments

_KEPT = 200


class StripeAccounts:
    """Makes ports; ``base`` is another address of the API, for practice. For any thread."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._kept: dict[str, tuple[Account, Payments]] = {}

    def __call__(self, account: Account) -> Payments:
        """Return the port of ``account``."""
        kept = self._kept.get(account.office)
        if kept is not None and kept[0] == account:
            return kept[1]
        from portal.payments.stripe_port import StripePort  # the SDK takes longer to import than all of the portal

        if len(self._kept) >= _KEPT:
            self._kept.clear()
        port = StripePort(account, self._base)
        self._kept[account.office] = (account, port)
        return port
