"""The mailer: mail beside the exchange. It hands messages in at the office's own mail server; it needs no portal."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from billing.errors import Refused, Unavailable
from billing.mailing.addresses import on_the_wire
from billing.mailing.message import Attachment, compose
from desktop.mail import BrokenOff, MailPort, MaybeSent, NoTls, NotTaken, PutOff, TurnedAway, WrongPassword
from desktop.queries.mails import mail_account, next_mail_at, ready_to_leave
from desktop.services.mailing import leaving
from desktop.services.mailing.account import NoMailAccount, NoMailPassword, note_mail_trouble
from desktop.services.mailing.leaving import MailJob, Missed
from desktop.services.mailing.notices import mail_notices, notices_wait
from desktop.sync.clock import Clock
from desktop.sync.lanes import Lanes, Papers
from desktop.sync.sender import Sender


class PaperGone(Refused):
    """The archived PDF of one message cannot be read; ``why`` says what to do, and no other message needs it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


class Mailer(Sender[MailJob, list[Missed]]):
    """``open_port`` gives the port to be entered."""

    def __init__(self, lanes: Lanes, papers: Papers, open_port: Callable[[], MailPort], *, clock: Clock) -> None:
        super().__init__(lanes, clock=clock)
        self._papers = papers
        self._open_port = open_port

    async def work(self) -> bool:
        """Queue what the office wants to be written about, and send what may leave; see ``Sender``."""
        noted = self._note_notices()
        return await super().work() or noted

    def _note_notices(self) -> bool:
        with self._lanes.read() as session:
            if not notices_wait(session):
                return False
        try:
            with self._lanes.write() as session:
                return mail_notices(session, at=self._clock())
        except Refused:  # customers get their messages whatever happened that nobody can be told of
            return False

    def _left_behind(self, session: Session) -> int:
        return leaving.left_behind(session, at=self._clock())

    def _may_leave(self, session: Session) -> bool:
        account = mail_account(session)
        if account is None or account.trouble:
            return False
        return session.scalars(ready_to_leave(self._clock()).limit(1)).first() is not None

    def _next_at(self, session: Session) -> datetime | None:
        return next_mail_at(session, self._clock())

    def _take_next(self, session: Session) -> MailJob | None:
        return leaving.take_next(session, at=self._clock())

    def _hand_in(self, job: MailJob) -> list[Missed]:
        """Compose and hand in. Raises what the port does, what no message may be, and PaperGone."""
        pdf = [Attachment(job.pdf_name, self._paper(job))] if job.pdf_sha256 else []
        composed = compose(job.letter, job.envelope, pdf)
        with self._open_port() as port:
            refused = port.send(
                composed.content,
                sender=on_the_wire(job.envelope.sender),
                to=list(_typed(job)),
                needs_unicode=composed.needs_unicode,
            )
        return _missed(job, refused)

    def _paper(self, job: MailJob) -> bytes:
        try:
            return self._papers.read(job.pdf_sha256)
        except Unavailable as error:
            raise PaperGone(str(error)) from error

    def _taken(self, session: Session, job: MailJob, answer: list[Missed]) -> None:
        leaving.taken(session, job.id, answer, at=self._clock())

    def _not_taken(self, session: Session, job: MailJob, error: Refused | Unavailable) -> None:
        at, why = self._clock(), str(error)
        match error:
            case MaybeSent():
                leaving.unsure(session, job.id, why, _missed(job, error.refused), at=at)
            case PutOff() | BrokenOff():
                leaving.not_now(session, job.id, why, at=at)
            case Unavailable():
                leaving.waits_on(session, job.id, why)
            case WrongPassword() | NoTls() | TurnedAway() | NoMailPassword() | NoMailAccount():
                leaving.waits_on(session, job.id, why)
                account = mail_account(session)
                if account is not None and account.checked_at == job.checked_at:  # else another one was set up since
                    self._note_trouble(session, why)
            case _:
                leaving.failed(session, job.id, why, at=at)

    def _puts_off(self, error: Refused | Unavailable) -> bool:
        return isinstance(error, PutOff)

    def _note_trouble(self, session: Session, why: str) -> None:
        note_mail_trouble(session, why)


def _typed(job: MailJob) -> dict[str, str]:
    """Return the recipients as a person typed them, by what each is on the wire."""
    return {on_the_wire(address): address for address in job.envelope.to}


def _missed(job: MailJob, refused: tuple[NotTaken, ...]) -> list[Missed]:
    typed = _typed(job)
    return [Missed(typed[each.address], each.later, each.words) for each in refused]
