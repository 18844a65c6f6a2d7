"""Keeps the app alive on Python 3.11, where PySide6 6.12 gives back one reference too many to None and to True."""

import ctypes
import sys

_IMMORTAL = (3, 12)  # from this version on they have no count of references (PEP 683)
_MANY = 1 << 60  # a million calls a second would need thirty thousand years


def keep_constants() -> None:
    """Give None, True and False more references than PySide6 can take away; without it Python stops after a while.

    PySide6 6.11 is not concerned. 6.12 takes one from None in every method that returns nothing, and one from True in
    every ``emit``: some hundred signals end the app. Repeated calls do no harm.
    """
    if sys.version_info < _IMMORTAL:
        for constant in (None, True, False):
            if sys.getrefcount(constant) < _MANY // 2:
                ctypes.c_ssize_t.from_address(id(constant)).value += _MANY
