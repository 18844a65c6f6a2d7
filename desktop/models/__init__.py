"""Entities of the books, one file a noun; importing this package knows them all."""

from desktop.models.activity import Activity
from desktop.models.answer import Answer, Comment
from desktop.models.assistant import AssistantCall, AssistantKey, Proposal, Remembered
from desktop.models.base import Base
from desktop.models.content import Content
from desktop.models.credit import CreditAllocation
from desktop.models.customer import Customer
from desktop.models.document import Document, Line
from desktop.models.issued import Issued, Series, SkippedNumber
from desktop.models.item import Item, TaxRate
from desktop.models.link import Link, LinkDay
from desktop.models.mail import Mail, MailAccount
from desktop.models.notice import NoticeMark, NoticeRead, NoticeRule
from desktop.models.office import Office
from desktop.models.online import OnlineCharge, StripeAccount
from desktop.models.pay_way import PaymentMethod
from desktop.models.payment import Allocation, Payment, Refund, WriteOff
from desktop.models.post import Inbox, Outbox, PortalState
from desktop.models.task import Task
from desktop.models.text import OptOut, Text, TextAccount

__all__ = [
    "Activity",
    "Allocation",
    "Answer",
    "AssistantCall",
    "AssistantKey",
    "Base",
    "Comment",
    "Content",
    "CreditAllocation",
    "Customer",
    "Document",
    "Inbox",
    "Issued",
    "Item",
    "Line",
    "Link",
    "LinkDay",
    "Mail",
    "MailAccount",
    "NoticeMark",
    "NoticeRead",
    "NoticeRule",
    "Office",
    "OnlineCharge",
    "OptOut",
    "Outbox",
    "Payment",
    "PaymentMethod",
    "PortalState",
    "Proposal",
    "Refund",
    "Remembered",
    "Series",
    "SkippedNumber",
    "StripeAccount",
    "Task",
    "TaxRate",
    "Text",
    "TextAccount",
    "WriteOff",
]
