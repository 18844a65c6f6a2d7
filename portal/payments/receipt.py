"""The receipt, drawn when somebody asks for it: the fonts are read then, not before."""

from billing.snapshot import View


def receipt_of(view: View) -> bytes:
    """Return the PDF of what has arrived for ``view``; blocks."""
    import resources
    from billing.pdf.receipt import render_receipt

    return render_receipt(view, resources.font_bytes())
