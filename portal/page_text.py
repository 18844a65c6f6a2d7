"""Sentences with facts in them, as markup: whatever a person typed stays text."""

from markupsafe import Markup, escape


def filled(form: str, **facts: str | int) -> Markup:
    """Return ``form``, one of our own sentences, with its facts.

    Words stand in an element of their own, so that they keep their direction and, in the stub, their line.
    """
    words = {name: fact if isinstance(fact, int) else f"<bdi>{escape(fact)}</bdi>" for name, fact in facts.items()}
    return Markup(str(escape(form)).format(**words))  # noqa: S704  # form and facts are escaped, each by itself
