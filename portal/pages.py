"""The customer's page, drawn: a document behind its link, the list of all of them, and every dead end."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from billing.answering import MAX_WORDS
from billing.customer_index import CustomerIndex
from billing.formatting import right_to_left
from billing.snapshot import View
from billing.wire import LinkState, OfficeProfile
from billing.wording import Notice, Wording, wording
from portal.page_answer import NOTHING, AnswerForm, Typed, answer_form, record_part
from portal.page_contact import Way, ways_to_reach, write_to
from portal.page_customer import customer_page
from portal.page_document import document_page
from portal.page_pay import pay_part
from portal.page_static import StaticFile, static_files, static_path
from portal.page_stub import stub_of
from portal.page_style import style_of
from portal.payments.charged import Charged
from portal.payments.listed import NO_OFFERS, Offers

__all__ = ["DeadEnd", "Page", "Pages", "StaticFile", "static_files"]

DeadEnd = Literal[
    "expired", "asked", "replaced", "revoked", "withdrawn", "unknown", "throttled", "on_hold",
    "payment_arrived", "payment_checked", "payment_not_made",
]  # fmt: skip

_TEMPLATES = Path(__file__).parent / "templates"
_INCLUDE = re.compile(r'{% include "([a-z_]+\.html)" %}')
_LOGO_WIDTH, _LOGO_HEIGHT = 140, 36  # CSS pixels; the white plate it lies on adds 2 on each side


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page, and ``sha256-...``: the one style source that its policy allows beside the stylesheet.

    ``pays``: its form may lead on to Stripe.
    """

    html: str
    style_hash: str
    pays: bool = False


class Pay(NamedTuple):
    """What the portal knows of paying one document: what was paid online, the mark of what may be, whether it may."""

    charged: Sequence[Charged] = ()
    payable: str = ""
    is_offered: bool = False


NO_PAY = Pay()


class Logo(NamedTuple):
    """Where the office's picture is, and its size on the page in CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the content of every page. ``banners`` are class and sentence.

    ``counts`` lets the scripts tell of a view; without it they only keep programs from pressing buttons.
    """

    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    office: str
    logo: Logo | None
    style: Markup
    banners: tuple[tuple[str, str], ...]
    scripts: tuple[str, ...]
    counts: bool
    stylesheet: str
    icon: str


class _Whole(FileSystemLoader):
    """Puts included templates into their place before they are compiled: a page is one function, an include none."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text with what it includes."""
        source, path, is_current = super().get_source(environment, template)
        return _INCLUDE.sub(lambda found: self.get_source(environment, found[1])[0], source), path, is_current


class Pages:
    """Draws pages. One for the whole program: it compiles the templates when it is made."""

    def __init__(self) -> None:
        environment = Environment(
            loader=_Whole(_TEMPLATES),
            autoescape=True,
            auto_reload=False,
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        self._document = environment.get_template("document.html")
        self._customer = environment.get_template("customer.html")
        self._dead_end = environment.get_template("dead_end.html")

    def document(
        self,
        view: View,
        *,
        profile: OfficeProfile,
        state: LinkState,
        today: date,
        address: str,
        preview: bool,
        practice: bool,
        logo_url: str | None,
        home: str = "",
        typed: Typed = NOTHING,
        asked: bool = False,
        changed: bool = False,
        pay: Pay = NO_PAY,
    ) -> Page:
        """Return the page of ``view`` on the office's calendar date ``today``.

        ``address`` is the page's own path without a slash at its end; forms post to paths below it. ``home`` is the
        path of the list that it was opened from, or "". A preview counts nothing and its buttons are off. A link or a
        document that has ended never shows the document. ``typed`` is what stood in a form that could not be taken;
        ``asked``: a new quote was asked for within a day; ``changed``: this browser has seen an earlier revision;
        ``pay``: what the portal knows of paying.
        """
        if state != "live" and state != "settled":
            return self._ended(state, view, profile, address, practice, logo_url)
        if view.state == "withdrawn":
            return self._ended("withdrawn", view, profile, address, practice, logo_url)
        words = wording(view.language)
        answer = answer_form(view, words, today)
        paying = pay_part(view, words, today, stub_of(view, words, today), is_live=state == "live", **pay._asdict())
        frame = _frame(words, view.language, profile, logo_url, practice=practice, preview=preview, answered=answer)
        html = self._document.render(
            frame=frame,
            labels=words.labels,
            actions=words.actions,
            sentences=words.sentences,
            signing=words.signing,
            said=words.paying,
            page=document_page(view, words, today, asked=asked, pay=paying),
            pay=paying,
            answer=answer,
            record=record_part(view, words),
            typed=typed,
            notice=_notice_over(typed, words, changed=changed, paid=paying.notice),
            your_message=words.actions.your_message.format(seller=profile.name),
            most_words=MAX_WORDS,
            ways=ways_to_reach(profile.contact),
            address=address,
            home=home,
            preview=preview,
        )
        return Page(html, style_of(profile.brand).hash, pays=paying.form is not None)

    def customer(
        self,
        index: CustomerIndex,
        *,
        profile: OfficeProfile,
        today: date,
        address: str,
        withdrawn: Collection[str],
        preview: bool,
        practice: bool,
        logo_url: str | None,
        offers: Offers = NO_OFFERS,
    ) -> Page:
        """Return the page of all of a customer's documents on the office's calendar date ``today``.

        ``address`` is its own path; each document's is below it. ``withdrawn`` are documents that the portal knows to
        be so, whatever ``index`` says yet; ``offers`` those that may be paid from here.
        """
        words = wording(index.language)
        html = self._customer.render(
            frame=_frame(words, index.language, profile, logo_url, practice=practice, preview=preview),
            labels=words.labels,
            actions=words.actions,
            sentences=words.sentences,
            page=customer_page(index, words, today, address, withdrawn, offers),
            ways=ways_to_reach(profile.contact),
            address=address,
            preview=preview,
        )
        return Page(html, style_of(profile.brand).hash, pays=bool(offers.payable))

    def dead_end(
        self,
        kind: DeadEnd,
        *,
        profile: OfficeProfile | None,
        language: str,
        address: str | None,
        practice: bool,
        logo_url: str | None,
        home: str = "",
    ) -> Page:
        """Return a calm page with one next step and nothing about any document.

        ``profile`` is the office's where the link is known to be one of its own; ``withdrawn`` names it and needs it.
        ``address`` is the link's path, for *Ask for a new link*; without it nothing can be asked for. ``home`` leads
        back to the list that a document was opened from, or is "".
        """
        words = wording(language)
        notice = _notice(words, kind)
        ask = words.actions.ask_for_link if kind == "expired" and address else ""
        write = write_to(profile.contact.email) if profile and notice.action == words.actions.write_to_us else ""
        html = self._dead_end.render(
            frame=_frame(words, language, profile, logo_url, practice=practice, title=notice.title, asks=bool(ask)),
            icon=_ICONS[kind],
            title=notice.title,
            sentence=notice.sentence.format(seller=profile.name if profile else ""),
            ask=ask,
            address=address,
            write=Way(notice.action, write) if write else None,
            contact=words.actions.or_call if write else words.labels.contact,
            ways=ways_to_reach(profile.contact, write=not write) if profile else (),
            back=Way(words.labels.all_documents, home) if home else None,
        )
        return Page(html, style_of(profile.brand if profile else None).hash)

    def _ended(
        self, kind: DeadEnd, view: View, profile: OfficeProfile, address: str, practice: bool, logo_url: str | None
    ) -> Page:
        return self.dead_end(
            kind, profile=profile, language=view.language, address=address, practice=practice, logo_url=logo_url
        )


def _notice_over(typed: Typed, words: Wording, *, changed: bool, paid: str) -> str:
    """Return the one notice: what became of the form that was sent, else what became of a payment or that the document
    has changed.
    """
    if typed.notice:
        return typed.notice
    if typed.errors:
        return words.mistakes.look_below
    return paid or (words.sentences.changed if changed else "")


def _frame(
    words: Wording,
    language: str,
    profile: OfficeProfile | None,
    logo_url: str | None,
    *,
    practice: bool,
    preview: bool | None = None,
    title: str = "",
    answered: AnswerForm | None = None,
    asks: bool = False,
) -> _Frame:
    """Return what stands around a page; ``preview`` is None where there is nothing that could be viewed, ``asks`` says
    that there is a button all the same.

    The title is the office's name alone: titles travel into histories, tabs and link previews.
    """
    banners = (("wait", words.sentences.practice, practice), ("info", words.sentences.preview, bool(preview)))
    return _Frame(
        language=language,
        direction="rtl" if right_to_left(language) else "ltr",
        title=profile.name if profile else title,
        office=profile.name if profile else "",
        logo=_logo(profile, logo_url),
        style=style_of(profile.brand if profile else None).css,
        banners=tuple((tone, sentence) for tone, sentence, shown in banners if shown),
        scripts=_scripts(answers=answered is not None) if preview is False or asks else (),
        counts=preview is False,
        stylesheet=static_path("portal.css"),
        icon=logo_url or static_path("icon.svg"),
    )


def _scripts(*, answers: bool) -> tuple[str, ...]:
    return (static_path("answer.js" if answers else "portal.js"),)


def _logo(profile: OfficeProfile | None, url: str | None) -> Logo | None:
    """Return the logo as high as it may be, or lower where it would be too wide."""
    if profile is None or url is None:
        return None
    width, height = profile.brand.logo_width, profile.brand.logo_height
    if not width or not height:
        return None
    if width * _LOGO_HEIGHT <= height * _LOGO_WIDTH:
        return Logo(url, max(1, width * _LOGO_HEIGHT // height), _LOGO_HEIGHT)
    return Logo(url, _LOGO_WIDTH, max(1, height * _LOGO_WIDTH // width))


def _notice(words: Wording, kind: DeadEnd) -> Notice:
    notices = words.notices
    return {
        "expired": notices.expired,
        "asked": notices.asked,
        "replaced": notices.replaced,
        "revoked": notices.revoked,
        "withdrawn": notices.withdrawn,
        "unknown": notices.unknown,
        "throttled": notices.too_many_tries,
        "on_hold": notices.unavailable,
        "payment_arrived": notices.payment_arrived,
        "payment_checked": notices.payment_checked,
        "payment_not_made": notices.payment_not_made,
    }[kind]


# Strokes on a field of 44 by 44: clock, paper plane, two arrows, switch, crossed page, lens, hourglass, pause,
# tick, hourglass, dash.
_ICONS: dict[DeadEnd, str] = {
    "expired": "M20 4a18 18 0 1 0 .01 0zM20 12v10l7 5",
    "asked": "M2 20 39 5 27 40l-8-15zM19 25 39 5",
    "replaced": "M2 15h30l-7-7M40 29H10l7 7",
    "revoked": "M18 4v17M9 9a16 16 0 1 0 18 0",
    "withdrawn": "M2 4h19l9 9v27H2zM21 4v9h9M11 20l10 10M21 20 11 30",
    "unknown": "M16 5a14 14 0 1 0 .01 0zM26 29l11 11",
    "throttled": "M4 4h22M4 40h22M7 4c0 12 16 16 16 36M23 4c0 12-16 16-16 36",
    "on_hold": "M20 4a18 18 0 1 0 .01 0zM15 15v14M25 15v14",
    "payment_arrived": "M20 4a18 18 0 1 0 .01 0zM12 22l6 7 11-14",
    "payment_checked": "M4 4h22M4 40h22M7 4c0 12 16 16 16 36M23 4c0 12-16 16-16 36",
    "payment_not_made": "M20 4a18 18 0 1 0 .01 0zM12 22h16",
}
