"""Pages of documents, and what drafts of either kind are addressed and dated by."""

from dataclasses import replace
from uuid import UUID

from billing.issued import DocumentKind
from desktop.assistant.drafting import Whose, customer_of
from desktop.assistant.paging import cursor_after, cut, ordinal_at
from desktop.assistant.shapes import DocumentList, line_of
from desktop.assistant.tool import Errand, Paged
from desktop.queries.documents import document_rows
from desktop.queries.drafts import DraftValues
from desktop.queries.pages import document_page
from desktop.queries.states import DocumentState


def documents(
    errand: Errand,
    kind: DocumentKind,
    page: Paged,
    state: DocumentState | None,
    search: str | None,
    customer: UUID | None,
) -> DocumentList:
    """Return a page of documents of one kind, the one made last first. Raises BadCursor."""
    ordinals = document_page(
        errand.session, [kind], today=errand.today, state=state, customer_id=customer, search=search or "",
        below=ordinal_at(page.cursor, kind), limit=page.limit + 1,
    )  # fmt: skip
    shown, last = cut(ordinals, page.limit)
    rows = document_rows(errand.session, shown, today=errand.today, now=errand.now)
    return DocumentList(
        documents=tuple(line_of(rows[at]) for at in shown),
        next_cursor=None if last is None else cursor_after(kind, last),
    )


def addressed(errand: Errand, values: DraftValues, whose: Whose) -> DraftValues:
    """Return ``values`` for another customer, where one is named. Raises BadWish, NotFound."""
    customer = customer_of(errand, whose)
    return values if customer is None else replace(values, customer_id=customer)
