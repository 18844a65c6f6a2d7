"""A customer's statement as pages: what was open, what came and went since, what is open now, a currency at a time."""

from collections.abc import Sequence

from billing.colour import readable
from billing.issued import Party
from billing.pdf import blocks
from billing.pdf.blocks import BLOCK_GAP, GAP, HeadTooLong
from billing.pdf.feet import put_feet
from billing.pdf.fonts import Faces
from billing.pdf.logo import Logo
from billing.pdf.paper import Page, Pages, Paper
from billing.pdf.style import HAIRLINE, Style
from billing.pdf.templates import TEMPLATES, TemplateName
from billing.pdf.text import Type, on_one_line, wrap
from billing.statement import Statement, StatementAccount, StatementRow
from billing.wording import Labels, Wording, wording

_BUYER_SHARE = 0.56
_DATE_WIDTH = 78.0
_COLUMN_GAP = 16.0
_PAD = 4.0
_HEAD = 40.0  # caption and head of a table


def lay_out_statement(
    statement: Statement, faces: Faces, *, logo: Logo | None, accent: str, paper: Paper, template: TemplateName
) -> list[Page]:
    """Return the pages of ``statement``, mirrored where its faces are from right to left.

    Raises HeadTooLong, NotAColour.
    """
    words = wording(statement.language)
    labels = words.labels
    look = TEMPLATES[template]
    style = look.style_of(faces, readable(accent).brand)
    pages = Pages(paper, faces.regular.right_to_left)
    look.put_top(pages, statement.seller, labels.statement, statement.on, style, logo)
    _put_who_and_how_much(pages, statement, style, labels)
    for each in statement.accounts:
        _Account(pages, each, style, words, on=statement.on, named=len(statement.accounts) > 1).put()
    put_feet(pages, f"{style.apart(statement.seller.name)}  ·  {labels.statement}", style, labels)
    if not pages.right_to_left:
        return pages.pages
    return [page.mirrored(paper.value[0]) for page in pages.pages]


def _put_who_and_how_much(pages: Pages, statement: Statement, style: Style, labels: Labels) -> None:
    top = pages.y
    blocks.put_party(pages, labels.billed_to, _named(statement.buyer), style, pages.width * _BUYER_SHARE - GAP)
    bottom = pages.y
    pages.y = top
    left = pages.left + pages.width * _BUYER_SHARE
    pages.block(labels.open_on.format(date=style.apart(statement.on)), style.label, left, pages.right - left)
    for each in statement.accounts:
        pages.put(each.sums.open, style.amount.fitted(each.sums.open, pages.right - left), left)
    pages.y = max(pages.y, bottom) + BLOCK_GAP
    if pages.room < 0:
        raise HeadTooLong


def _named(buyer: Party) -> Party:
    return buyer.model_copy(update={"tax_ids": ()})


class _Account:
    """Sets one currency: a line a movement, the balance after each, the sums below."""

    def __init__(
        self, pages: Pages, account: StatementAccount, style: Style, words: Wording, *, on: str, named: bool
    ) -> None:
        self._pages = pages
        self._account = account
        self._style = style
        self._words = words
        self._on = on
        self._named = named
        self._balance_width = self._widest([row.balance for row in account.rows], words.labels.balance)
        amounts = [*(row.amount for row in account.rows), *(row.amount for row in account.online)]
        self._amount_width = self._widest(amounts, words.labels.amount)

    def put(self) -> None:
        """Place caption, head, opening, every movement and what is open."""
        sums, labels = self._account.sums, self._words.labels
        self._pages.make_room(_HEAD + 3 * self._style.body.leading)
        if self._named:
            self._pages.put(labels.amounts_in.format(currency=sums.currency), self._style.strong, self._pages.left)
        self._put_head()
        self._put_row("", labels.open_on.format(date=self._style.apart(sums.since)), "", sums.opening)
        for row in self._account.rows:
            self._put_row(row.on, self._what(row), row.amount, row.balance)
        end = labels.open_on.format(date=self._style.apart(self._on))
        self._put_end(end, sums.open, self._style.due, self._style.accent)
        if sums.favour:
            self._put_end(labels.in_your_favour, sums.favour, self._style.body, HAIRLINE)
        self._pages.y += BLOCK_GAP
        if self._account.online:
            self._put_online()

    def _put_online(self) -> None:
        """Place the online payments below, without a balance: they change none."""
        pages, style = self._pages, self._style
        pages.make_room(_HEAD + style.body.leading)
        pages.put(self._words.online.heading, style.label, pages.left)
        pages.y += _PAD
        pages.rule(HAIRLINE)
        for each in self._account.online:
            what = f"{self._words.labels.invoice} {style.apart(each.number)}: {each.word}"
            self._put_row(each.on, f"{what}. {each.why}" if each.why else what, each.amount, "")
        pages.y += BLOCK_GAP

    def _what(self, row: StatementRow) -> str:
        labels, number = self._words.labels, self._style.apart(row.number)
        named = {
            "credit": labels.credited_by,
            "payment": labels.payment_for,
            "refund": labels.refund_for,
            "write_off": labels.written_off_of,
        }
        return named[row.kind].format(number=number) if row.kind in named else f"{labels.invoice} {number}"

    def _widest(self, figures: Sequence[str], head: str) -> float:
        sums = self._account.sums
        texts = [*figures, sums.opening, sums.open]
        return max(self._style.label.width(head), *(self._style.body.width(text) for text in texts))

    def _put_head(self) -> None:
        pages, label, labels = self._pages, self._style.label, self._words.labels
        baseline = pages.next_line(label)
        pages.page.put(labels.date, label, pages.left, baseline)
        pages.page.put(self._words.signing.document, label, pages.left + _DATE_WIDTH, baseline)
        self._put_figures(labels.amount, labels.balance, label, baseline)
        pages.y += _PAD
        color, weight = self._style.head_rule
        pages.rule(color, weight=weight)

    def _put_row(self, on: str, what: str, amount: str, balance: str) -> None:
        pages, body = self._pages, self._style.body
        room = pages.width - _DATE_WIDTH - self._amount_width - self._balance_width - 2 * _COLUMN_GAP
        names, days = wrap(what, body, room) or [""], wrap(on, body, _DATE_WIDTH - GAP) or [""]
        height = max(len(names), len(days)) * body.leading + 2 * _PAD
        if height > pages.room:
            pages.turn()
            self._put_head()
        pages.y += _PAD
        for place in range(max(len(names), len(days))):
            baseline = pages.next_line(body)
            if place == 0:
                self._put_figures(amount, balance, body, baseline)
            if place < len(days):
                pages.page.put(days[place], body, pages.left, baseline)
            if place < len(names):
                pages.page.put(names[place], body, pages.left + _DATE_WIDTH, baseline)
        pages.y += _PAD
        pages.rule(HAIRLINE)

    def _put_figures(self, amount: str, balance: str, type_: Type, baseline: float) -> None:
        pages = self._pages
        right = pages.right - self._balance_width - _COLUMN_GAP
        pages.put_figure(on_one_line(balance), type_, pages.right - self._balance_width, pages.right, baseline)
        pages.put_figure(on_one_line(amount), type_, right - self._amount_width, right, baseline)

    def _put_end(self, label: str, figure: str, type_: Type, rule: str) -> None:
        pages = self._pages
        pages.make_room(type_.leading + 2 * _PAD)
        pages.y += _PAD
        pages.rule(rule, weight=1.5 if rule == self._style.accent else 0.5)
        pages.y += _PAD
        baseline = pages.next_line(type_)
        pages.page.put(label, type_, pages.left, baseline)
        pages.put_figure(figure, type_, pages.right - type_.width(figure), pages.right, baseline)
