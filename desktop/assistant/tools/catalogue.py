"""What is sold, and the taxes it carries."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as PydanticField

from billing.errors import Refused
from billing.taxes import TAXED_CATEGORY
from desktop.assistant import finding
from desktop.assistant.asking import ASKS, rehearsed_write
from desktop.assistant.figures import Figure, Line, Ref, Words, figure_out, price_in
from desktop.assistant.paging import cursor_after, cut, name_at
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Paged, Rehearsal, Tool
from desktop.queries.pages import item_page
from desktop.queries.people import ItemRow, TaxRow, item, tax_rate, tax_rates
from desktop.services.items import ItemValues, archive_item, archive_tax_rate, save_item, save_tax_rate

ITEMS, TAXES = "Items", "Tax rates"
_LISTED = "item"
_ZERO_RATED = "Z"


class ListItems(Paged):
    """Which items."""

    search: Line | None = PydanticField(None, description="A part of title or code.")


class OneItem(Arguments):
    """One item by its id."""

    item_id: Ref


class ItemFacts(Arguments):
    """What may be said about an item; in an update, what is left out stays and null takes it away."""

    description: Words | None = PydanticField(None, description="The lighter text below the title on a line.")
    code: Annotated[Line, PydanticField(max_length=60)] | None = None
    unit: Annotated[Line, PydanticField(max_length=20)] | None = PydanticField(None, description="Such as h or day.")
    rate: Figure | None = PydanticField(None, description="Price of one, 0 or more.")
    tax_rate_id: Ref | None = PydanticField(None, description="The office's own tax where there is none.")


class CreateItem(Creating, ItemFacts):
    """A new item."""

    name: Line


class UpdateItem(OneItem, ItemFacts):
    """What changes of an item."""

    name: Line | None = None


class OneRate(Arguments):
    """One tax rate by its id."""

    id: Ref


class AddRate(Creating):
    """A new tax rate."""

    name: Annotated[Line, PydanticField(max_length=40)] = PydanticField(description="The word on paper, such as VAT.")
    rate: Figure = PydanticField(description="Percent, 0 to 100, at most 4 decimals.")
    is_default: bool = PydanticField(False, description="New lines carry it; the earlier default no longer is one.")
    is_compound: bool = PydanticField(False, description="Charged on the tax besideId as well, together with it.")
    beside_id: Ref | None = PydanticField(None, description="The tax together with which it comes.")


class UpdateRate(OneRate):
    """What changes of a tax rate; what is left out stays."""

    name: Annotated[Line, PydanticField(max_length=40)] | None = None
    rate: Figure | None = PydanticField(None, description="Percent, 0 to 100, at most 4 decimals.")
    is_default: bool | None = None
    is_compound: bool | None = None
    beside_id: Ref | None = None


class RateShape(Answer):
    """A tax on offer, in percent."""

    id: UUID
    name: str
    rate: str
    category: str
    is_default: bool
    is_compound: bool
    beside_id: UUID | None


class RateList(Answer):
    """All taxes on offer, the default first."""

    tax_rates: tuple[RateShape, ...]


class ItemShape(Answer):
    """An entry of the catalogue."""

    id: UUID
    name: str
    description: str
    code: str
    unit: str
    rate: str
    tax: RateShape | None


class ItemList(Answer):
    """A page of items; ``next_cursor`` None: that was all."""

    items: tuple[ItemShape, ...]
    next_cursor: str | None


class BadItem(Refused):
    """An item that cannot be like this."""


class BadRate(Refused):
    """A tax that cannot be like this."""


def list_items(errand: Errand, args: ListItems) -> ItemList:
    ids = item_page(errand.session, search=args.search or "", after=name_at(args.cursor, _LISTED), limit=args.limit + 1)
    shown, last = cut(ids, args.limit)
    rows = [item(errand.session, identifier) for identifier in shown]
    more = None if last is None else cursor_after(_LISTED, rows[-1].title, str(rows[-1].id))
    return ItemList(items=tuple(map(_item, rows)), next_cursor=more)


def get_item(errand: Errand, args: OneItem) -> ItemShape:
    return _item(item(errand.session, finding.item(errand, args.item_id)))


def create_item(errand: Errand, args: CreateItem) -> ItemShape:
    _must_have_a_name(args.name)
    tax = None if args.tax_rate_id is None else finding.tax_rate(errand, args.tax_rate_id)
    values = ItemValues(
        title=args.name,
        code=args.code or "",
        detail=args.description or "",
        unit=args.unit or "",
        unit_price=Decimal(0) if args.rate is None else price_in(args.rate),
        tax_rate_id=tax,
    )
    return _item(item(errand.session, save_item(errand.session, values)))


def update_item(errand: Errand, args: UpdateItem) -> ItemShape:
    identifier, named = finding.item(errand, args.item_id), args.model_fields_set
    if "name" in named:
        _must_have_a_name(args.name)
    row = item(errand.session, identifier)
    tax = row.tax.id if row.tax else None
    if "tax_rate_id" in named:
        tax = None if args.tax_rate_id is None else finding.tax_rate(errand, args.tax_rate_id)
    price = row.unit_price
    if "rate" in named:
        price = Decimal(0) if args.rate is None else price_in(args.rate)
    values = ItemValues(
        title=(args.name or "") if "name" in named else row.title,
        code=(args.code or "") if "code" in named else row.code,
        detail=(args.description or "") if "description" in named else row.detail,
        unit=(args.unit or "") if "unit" in named else row.unit,
        unit_price=price,
        tax_rate_id=tax,
    )
    save_item(errand.session, values, item_id=identifier)
    return _item(item(errand.session, identifier))


def _must_have_a_name(name: str | None) -> None:
    if not (name or "").strip():
        raise BadItem("An item needs a name: it is the title of the line. Nothing was changed. Give name.")


def delete_item(errand: Errand, args: OneItem) -> Done:
    identifier = finding.item(errand, args.item_id)
    archive_item(errand.session, identifier, at=errand.now)
    return Done(says=f"{item(errand.session, identifier).title} is out of the catalogue. Lines keep what they say.")


def list_tax_rates(errand: Errand, _args: Arguments) -> RateList:
    return RateList(tax_rates=tuple(map(_rate, tax_rates(errand.session))))


def rehearse_add_rate(errand: Errand, args: AddRate) -> Rehearsal:
    return rehearsed_write(f"Adds a tax rate, which new lines may bear{_together(errand, args.beside_id)}:", args)


def add_tax_rate(errand: Errand, args: AddRate) -> RateShape:
    beside = _beside(errand, args.beside_id, is_compound=args.is_compound)
    made = save_tax_rate(
        errand.session, args.name, args.rate, category=_category(args.rate, TAXED_CATEGORY),
        compound=args.is_compound, beside_id=beside, default=args.is_default,
    )  # fmt: skip
    return _rate(tax_rate(errand.session, made))


def rehearse_update_rate(errand: Errand, args: UpdateRate) -> Rehearsal:
    row = tax_rate(errand.session, finding.tax_rate(errand, args.id))
    now = f"From now on{_together(errand, args.beside_id)}:"
    return rehearsed_write(f"Changes the tax {row.label} of {figure_out(row.rate)} %. {now}", args, row)


def update_tax_rate(errand: Errand, args: UpdateRate) -> RateShape:
    identifier = finding.tax_rate(errand, args.id)
    row = tax_rate(errand.session, identifier)
    if args.is_default is False and row.is_default:
        raise BadRate("One tax is always the default. Nothing was changed. Make another one the default instead.")
    rate = row.rate if args.rate is None else args.rate
    is_compound = row.compound if args.is_compound is None else args.is_compound
    given = "beside_id" in args.model_fields_set
    beside = _beside(errand, args.beside_id, is_compound=is_compound) if given else row.beside_id
    if is_compound and beside is None:
        raise BadRate(_ALONE)
    save_tax_rate(
        errand.session, row.label if args.name is None else args.name, rate,
        category=_category(rate, row.category), compound=is_compound, reason=row.reason, beside_id=beside,
        default=bool(args.is_default) and not row.is_default, tax_id=identifier,
    )  # fmt: skip
    return _rate(tax_rate(errand.session, identifier))


def rehearse_delete_rate(errand: Errand, args: OneRate) -> Rehearsal:
    row = tax_rate(errand.session, finding.tax_rate(errand, args.id))
    return rehearsed_write(f"Offers the tax {row.label} of {figure_out(row.rate)} % no more.", args, row)


def delete_tax_rate(errand: Errand, args: OneRate) -> Done:
    identifier = finding.tax_rate(errand, args.id)
    archive_tax_rate(errand.session, identifier, at=errand.now)
    return Done(says=f"{tax_rate(errand.session, identifier).label} is no longer on offer. Lines keep it.")


def _together(errand: Errand, ref: str | None) -> str:
    return "" if ref is None else f", together with {tax_rate(errand.session, finding.tax_rate(errand, ref)).label}"


_ALONE = "A compound tax is charged on another one. Nothing was changed. Give that one as besideId."


def _beside(errand: Errand, ref: str | None, *, is_compound: bool) -> UUID | None:
    if ref is None:
        if is_compound:
            raise BadRate(_ALONE)
        return None
    return finding.tax_rate(errand, ref)


def _category(rate: Decimal, before: str) -> str:
    """Return the category of a tax: a rate above 0 is taxed, one of 0 keeps its kind or is zero-rated."""
    if rate:
        return TAXED_CATEGORY
    return _ZERO_RATED if before == TAXED_CATEGORY else before


def _rate(row: TaxRow) -> RateShape:
    return RateShape(
        id=row.id,
        name=row.label,
        rate=figure_out(row.rate),
        category=row.category,
        is_default=row.is_default,
        is_compound=row.compound,
        beside_id=row.beside_id,
    )


def _item(row: ItemRow) -> ItemShape:
    return ItemShape(
        id=row.id,
        name=row.title,
        description=row.detail,
        code=row.code,
        unit=row.unit,
        rate=figure_out(row.unit_price),
        tax=_rate(row.tax) if row.tax else None,
    )


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "list_items", "List items", ITEMS,
        "Lists the catalogue by title: code, unit, rate, tax. Changes nothing. At most limit rows (20 where left "
        "out, 200 at most); nextCursor continues.",
        "What do we charge for an hour of consulting?",
        ListItems, list_items, idempotent=True,
    ),
    Tool(
        "get_item", "Read an item", ITEMS,
        "Reads one entry of the catalogue. Changes nothing.",
        "Show me the item for on-site consulting.",
        OneItem, get_item, idempotent=True,
    ),
    Tool(
        "create_item", "Add an item", ITEMS,
        "Adds an entry to the catalogue. Lines are filled from it by itemId.",
        "Add the item Travel, 60 an hour.",
        CreateItem, create_item, scope="draft", effect="writes",
    ),
    Tool(
        "update_item", "Change an item", ITEMS,
        "Changes what is named of an item; what is left out stays, null takes it away. No line changes: each keeps "
        "what it says.",
        "Consulting costs 130 from now on.",
        UpdateItem, update_item, scope="draft", effect="writes", idempotent=True, destructive=True,
    ),
    Tool(
        "delete_item", "Archive an item", ITEMS,
        "Takes an item out of the catalogue; nothing is deleted, and lines keep what they say.",
        "We no longer rent out projectors: take the item off the list.",
        OneItem, delete_item, scope="draft", effect="writes", idempotent=True, destructive=True,
    ),
    Tool(
        "list_tax_rates", "List tax rates", TAXES,
        "Lists the taxes on offer with their ids, the default first. Changes nothing.",
        "Which tax rates do we use?",
        Arguments, list_tax_rates, idempotent=True,
    ),
    Tool(
        "add_tax_rate", "Add a tax rate", TAXES,
        "Adds a tax rate in percent; isDefault takes the place of the default so far. Documents keep their own copy "
        f"of their taxes. Whether a rate is right is not checked. {ASKS}",
        "Add VAT of 13.5 %.",
        AddRate, add_tax_rate, scope="act", effect="writes", rehearse=rehearse_add_rate, destructive=True,
    ),
    Tool(
        "update_tax_rate", "Change a tax rate", TAXES,
        "Changes what is named of a tax rate; what is left out stays. Documents and drafts keep the taxes that they "
        f"bear. {ASKS}",
        "Make the 23 % rate our default.",
        UpdateRate, update_tax_rate, scope="act", effect="writes", idempotent=True, rehearse=rehearse_update_rate,
        destructive=True,
    ),
    Tool(
        "delete_tax_rate", "Archive a tax rate", TAXES,
        "Offers a tax rate no more; nothing is deleted, lines keep it, and taxes that came together with it stand "
        f"alone. {ASKS}",
        "We do not need the 9 % rate any more.",
        OneRate, delete_tax_rate, scope="act", effect="writes", idempotent=True, destructive=True,
        rehearse=rehearse_delete_rate,
    ),
)  # fmt: skip
