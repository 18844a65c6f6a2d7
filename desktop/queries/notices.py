"""The list of notices: what happened, what of it was read, and what each kind does by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.models import Activity, NoticeMark, NoticeRead, NoticeRule
from desktop.queries.news import KINDS, News, news_of, noticed

MOST_COUNTED = 100  # whoever has more unread notices than this does not count them


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice, and whether a person has read it."""

    news: News
    is_read: bool

    @property
    def id(self) -> UUID:
        """Return the activity that it tells of."""
        return self.news.id


@dataclass(frozen=True, slots=True)
class NoticeRuleRow:
    """What a kind does by itself: say so on the screen, and write an e-mail to the office."""

    kind: str
    pops: bool
    mails: bool


def notice_rows(
    session: Session,
    *,
    unread: bool = False,
    kinds: Collection[str] = (),
    after: UUID | None = None,
    limit: int = 100,
) -> tuple[NoticeRow, ...]:
    """Return notices, newest first: only unread ones, only of some kinds (() for all), and those ``after`` the last row
    seen before.
    """
    is_read = _is_read(session)
    query = noticed().add_columns(is_read.label("is_read")).order_by(Activity.id.desc()).limit(limit)
    if unread:
        query = query.where(~is_read)
    if kinds:
        query = query.where(Activity.kind.in_(kinds))
    if after is not None:
        query = query.where(Activity.id < after)
    return tuple(NoticeRow(news_of(row), bool(row.is_read)) for row in session.execute(query))


def unread_count(session: Session) -> int:
    """Return how many notices are unread, MOST_COUNTED for as many or more."""
    unread = noticed().where(~_is_read(session)).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(unread.subquery())) or 0


def notice_rules(session: Session) -> tuple[NoticeRuleRow, ...]:
    """Return what each kind does by itself, in the order in which they are shown."""
    chosen = {row.kind: NoticeRuleRow(row.kind, row.pops, row.mails) for row in session.scalars(select(NoticeRule))}
    return tuple(chosen.get(kind, NoticeRuleRow(kind, pops, mails=False)) for kind, pops in KINDS.items())


def notices_go_to(session: Session) -> str:
    """Return the address to which notices are mailed, "" for nobody."""
    return session.scalars(select(NoticeMark.mail_to)).one()


def _is_read(session: Session) -> ColumnElement[bool]:
    through = session.scalars(select(NoticeMark.read_through)).one()
    one: ColumnElement[Any] = select(NoticeRead.id).where(NoticeRead.activity_id == Activity.id).exists()
    return one if through is None else or_(Activity.id <= through, and_(Activity.id > through, one))
