"""Setting Stripe up: whose key it is, where Stripe calls the portal, and the key on its one way to the portal."""

from collections.abc import Callable

from billing.wire import Batch, Operation, PaymentsPut, PaymentsRemove
from desktop.payments.port import StripePort
from desktop.services.online.account import StripeFound
from desktop.services.publishing import BLANK_HOOK_SECRET

Read = Callable[[], str | None]


def set_up(port: StripePort, key: str, hook: str, *, has_secret: bool = False) -> StripeFound:
    """Check ``key`` with Stripe and have Stripe call ``hook``, where that is not ""; blocks up to a minute.

    Where Stripe calls it already and the keychain ``has_secret`` of that, it stays: no message is lost in between.
    Raises Unavailable, StripeKeyRefused, RightMissing, StripeRefused; nothing is changed here then.
    """
    found = port.check_key()
    stays = has_secret and bool(hook) and port.has_webhook(hook)
    secret = port.register_webhook(hook).secret if hook and not stays else ""
    return StripeFound(
        account=found.id,
        name=found.name,
        currency=found.currency,
        livemode=found.livemode,
        hint=key[-4:],
        hook=hook,
        secret=secret,
    )


def with_secrets(batch: Batch, read_key: Read, read_secret: Read) -> Batch:
    """Return ``batch`` as it is sent: key and webhook secret come from the keychain and stand in no book.

    Where the keychain has no key any more, nobody can pay: the same operation says so. Raises Unavailable.
    """
    if not any(isinstance(each, PaymentsPut) for each in batch.operations):
        return batch
    key, secret = read_key(), read_secret()
    return batch.model_copy(update={"operations": tuple(_filled(each, key, secret) for each in batch.operations)})


def _filled(each: Operation, key: str | None, secret: str | None) -> Operation:
    if not isinstance(each, PaymentsPut):
        return each
    if not key:
        return PaymentsRemove(id=each.id)
    return PaymentsPut(
        id=each.id,
        key=key,
        webhook_secret=(secret or "") if each.webhook_secret == BLANK_HOOK_SECRET else "",
        account=each.account,
        livemode="_live_" in key,
    )
