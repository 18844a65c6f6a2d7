"""The certificate of an acceptance, drawn when somebody asks for it: the fonts are read then, not before."""

from billing.acceptance import SignedAcceptance


def certificate_of(record: str) -> bytes:
    """Return the PDF of a signed record; blocks. Raises ValidationError for a record of another format."""
    import resources
    from billing.pdf.certificate import render_certificate

    return render_certificate(SignedAcceptance.model_validate_json(record), resources.font_bytes())
