"""Keeps the app alive on Python 3.11, where PySide6 6.12 gives back one reference to None too many in every call."""

import ctypes
import sys

_IMMORTAL = (3, 12)  # from this version on None has no count of references (PEP 683)
_MANY = 1 << 60  # a million calls a second would need thirty thousand years


def keep_none() -> None:
    """Give None more references than PySide6 can take away; without it Python stops after some ten thousand calls.

    PySide6 6.11 is not concerned; 6.12 is, in every method that returns nothing. Repeated calls do no harm.
    """
    if sys.version_info < _IMMORTAL and sys.getrefcount(None) < _MANY // 2:
        ctypes.c_ssize_t.from_address(id(None)).value += _MANY
