"""Paying a document online: what the office allows. How much is open stands in the view."""

from typing import Annotated

from pydantic import Field

from billing.canonical import Frozen
from billing.money import MAX_MINOR


class Paying(Frozen):
    """The document may be paid on its page. ``part_minimum_minor``: the least that a part may be, in minor units of the
    document's currency; None where only the whole balance is taken.
    """

    part_minimum_minor: Annotated[int, Field(ge=1, le=MAX_MINOR)] | None = None
