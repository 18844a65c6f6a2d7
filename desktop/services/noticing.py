"""What a person does about notices: reads them, and says which kinds say so by themselves."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.mailing.addresses import read_address
from desktop.models import Activity, NoticeMark, NoticeRead, NoticeRule
from desktop.queries.news import KINDS


class NoSuchNotice(Refused):
    """There is no notice of this kind, or none by this name."""

    def __init__(self) -> None:
        super().__init__("There is no such notice. Nothing was changed. List the notices again.")


def mark_read(session: Session, activity_id: UUID) -> None:
    """Note that a person has read one notice; one that was read stays so. Raises NoSuchNotice."""
    if session.get(Activity, activity_id) is None:
        raise NoSuchNotice
    through = session.scalars(select(NoticeMark.read_through)).one()
    known = session.scalars(select(NoticeRead.id).where(NoticeRead.activity_id == activity_id)).first()
    if known is None and (through is None or activity_id > through):
        session.add(NoticeRead(activity_id=activity_id))
        session.flush()


def mark_all_read(session: Session) -> None:
    """Note that a person has read all there is."""
    session.scalars(select(NoticeMark)).one().read_through = session.scalar(select(func.max(Activity.id)))
    session.execute(delete(NoticeRead))


def set_rule(session: Session, kind: str, *, pops: bool, mails: bool) -> None:
    """Say what a kind does by itself. Raises NoSuchNotice."""
    if kind not in KINDS:
        raise NoSuchNotice
    row = session.scalars(select(NoticeRule).where(NoticeRule.kind == kind)).one_or_none()
    if row is None:
        row = NoticeRule(kind=kind)
        session.add(row)
    row.pops, row.mails = pops, mails
    session.flush()


def mail_to(session: Session, typed: str) -> None:
    """Have notices mailed to an address, "" to nobody; only what comes from now on is. Raises NotAnAddress."""
    mark = session.scalars(select(NoticeMark)).one()
    mark.mail_to = read_address(typed) if typed.strip() else ""
    mark.mailed_through = session.scalar(select(func.max(Activity.id)))
    session.flush()
