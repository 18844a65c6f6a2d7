"""Sizes tell nothing: ordinary papers are all the same few sizes once they are sealed."""

import random
import secrets
from dataclasses import dataclass
from decimal import Decimal

import resources
from billing import pdf
from billing.issued import IssuedLine
from billing.sealing import content_place, new_key, seal
from tests.portal import samples

_WORDS = (
    "oak", "desk", "hinge", "worktop", "fitting", "delivery", "removal", "drawing",
    "panel", "runner", "shelf", "mirror", "trunking", "driver", "seal",
)  # fmt: skip


@dataclass(frozen=True)
class _Office:
    dice: random.Random

    def invoice(self, number: int) -> bytes:
        """Return the PDF of an ordinary invoice: 1 to 20 lines, words and figures of any usual length."""
        view = samples.view(
            number=f"INV-2026-{number:04d}",
            lines=tuple(self._line() for _ in range(self.dice.randrange(1, 21))),
        )
        return pdf.render(view, logo=None, fonts=resources.font_bytes(), accent="#0b6075")

    def _line(self) -> IssuedLine:
        words = self.dice.sample(_WORDS, self.dice.randrange(2, 6))
        return samples.line(
            title=" ".join(words[:2]).capitalize(),
            detail=" ".join(words[2:]),
            quantity=Decimal(self.dice.randrange(1, 500)) / 10,
            unit_price=Decimal(self.dice.randrange(100, 500_000)) / 100,
        )


def test_promise_p2_a_thousand_pdfs_are_of_four_sizes_at_most() -> None:
    """1,000 ordinary invoices as PDFs, sealed: at most 4 distinct sizes. Share: 20 s."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    office = _Office(random.Random(seed))
    sizes = {
        len(seal(new_key(), content_place("office", "content", "pdf"), office.invoice(number)))
        for number in range(1_000)
    }
    assert len(sizes) <= 4
