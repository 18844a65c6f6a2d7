"""The portal without its throttle: so a wrong link's own answer is measured, not the one that guessers get."""

from benchmarks.portal_app import app
from portal.throttle import Rate, Throttle

__all__ = ["app"]

_NONE = Rate(burst=10**12, per_second=1e12)
object.__setattr__(app.state.portal, "throttle", Throttle(each=_NONE, in_all=_NONE))  # its parts are frozen, rightly
