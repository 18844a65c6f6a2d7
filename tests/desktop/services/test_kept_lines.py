"""A save writes the lines that changed, and the books hold every line after it, whatever they held before."""

import random
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.issued import IssuedTax
from desktop.database import open_database
from desktop.models import Document
from desktop.queries.drafts import LineValues, draft, draft_of
from desktop.services.drafts import save_draft
from desktop.services.items import ItemValues, save_item
from tests.desktop.office import NOON, Desk, line

GST = IssuedTax(label="GST", rate=Decimal(5))
QST = IssuedTax(label="QST", rate=Decimal("9.975"), compound=True)


def save(desk: Desk, document: UUID, *lines: LineValues) -> None:
    values = replace(desk.read(lambda session: draft(session, document)), lines=lines)
    desk.write(lambda session: save_draft(session, document, values, at=NOON))


def lines_of(desk: Desk, document: UUID) -> tuple[LineValues, ...]:
    return desk.read(lambda session: draft(session, document)).lines


def watch(desk: Desk) -> None:
    """Let the file itself note every line that is written."""
    for happens in ("INSERT", "UPDATE", "DELETE"):
        row = "OLD" if happens == "DELETE" else "NEW"
        note = f"INSERT INTO noted VALUES ('{happens}', {row}.position)"
        trigger = f"CREATE TRIGGER note_{happens} AFTER {happens} ON line BEGIN {note}; END"
        desk.write(lambda session, trigger=trigger: session.execute(text(trigger)))  # type: ignore[misc]


def noted(desk: Desk) -> list[tuple[str, int]]:
    """Return what was written since this was asked last."""

    def take(session: Session) -> list[tuple[str, int]]:
        found = [(row[0], row[1]) for row in session.execute(text("SELECT * FROM noted ORDER BY rowid"))]
        session.execute(text("DELETE FROM noted"))
        return found

    return desk.write(take)


@pytest.fixture
def watched(desk: Desk) -> Desk:
    desk.write(lambda session: session.execute(text("CREATE TABLE noted (what TEXT, position INTEGER)")))
    watch(desk)
    return desk


def every_field(desk: Desk) -> LineValues:
    item = desk.write(lambda session: save_item(session, ItemValues("Shelf")))
    return LineValues(
        title="Schrank für Ödön",
        detail="oak, 3 doors\nbrass",
        quantity=Decimal("2.125"),
        unit="m²",
        unit_price=Decimal("0.000001"),
        discount_percent=Decimal("7.5"),
        taxes=(GST, QST),
        optional=True,
        chosen=False,
        item_id=item,
        quote_position=4,
        deposit_id=desk.draft(),
        typed={"unit_price": "1 или 2"},
    )


def test_a_line_in_which_nothing_changed_is_not_written(watched: Desk) -> None:
    lines = (every_field(watched), line("Desk"), replace(line("Lamp"), discount_minor=300), LineValues())
    document = watched.draft(*lines)
    noted(watched)
    save(watched, document, *lines)
    assert noted(watched) == []
    save(watched, document, lines[0], replace(lines[1], quantity=Decimal(3)), *lines[2:])
    assert noted(watched) == [("UPDATE", 1)]


@pytest.mark.parametrize("name", LineValues.__slots__)
def test_a_change_of_any_field_of_a_line_is_written(desk: Desk, name: str) -> None:
    full, bare = every_field(desk), LineValues()
    document = desk.draft(full, bare)
    changed = (replace(full, **{name: getattr(bare, name)}), replace(bare, **{name: getattr(full, name)}))
    save(desk, document, *changed)
    assert lines_of(desk, document) == changed


def test_two_saves_in_a_row_lose_no_line(watched: Desk) -> None:
    document = watched.draft(line("Desk"), line("Lamp"))
    noted(watched)
    save(watched, document, line("Desk"), line("Floor lamp"), line("Chair"))
    save(watched, document, line("Desk"), line("Floor lamp"), line("Armchair"))
    assert noted(watched) == [("UPDATE", 1), ("INSERT", 2), ("UPDATE", 2)]
    assert lines_of(watched, document) == (line("Desk"), line("Floor lamp"), line("Armchair"))


def test_lines_moved_inserted_and_taken_away_stand_as_they_were_left(desk: Desk) -> None:
    dice = random.Random(seed := random.randrange(2**32))
    print(f"seed {seed}")
    held = [line(f"Line {each}") for each in range(12)]
    document = desk.draft(*held)
    for step in range(40):
        place = dice.randrange(len(held) + 1)
        match dice.choice(["move", "insert", "remove", "change"]):
            case "insert":
                held.insert(place, line(f"Step {step}", str(dice.randrange(1, 900))))
            case "remove" if len(held) > 1:
                held.pop(place - 1)
            case "move":
                held.insert(place - 1, held.pop(dice.randrange(len(held))))
            case _:
                held[place - 1] = replace(held[place - 1], quantity=Decimal(dice.randrange(1, 99)))
        save(desk, document, *held)
        assert lines_of(desk, document) == tuple(held)


def test_what_another_window_wrote_meanwhile_gives_way_to_what_is_saved_and_no_line_is_lost(desk: Desk) -> None:
    mine = (line("Desk"), line("Lamp"), line("Chair"))
    document = desk.draft(*mine)
    values = desk.read(lambda session: draft(session, document))
    save(desk, document, line("Elsewhere"), line("Lamp"))
    desk.write(lambda session: save_draft(session, document, values, at=NOON))
    assert lines_of(desk, document) == mine
    save(desk, document, *mine, line("Elsewhere"), line("Shelf"))
    desk.write(lambda session: save_draft(session, document, values, at=NOON))
    assert lines_of(desk, document) == mine


def test_a_draft_of_a_backup_takes_what_the_open_editor_holds(desk: Desk, tmp_path: Path) -> None:
    mine = (line("Desk"), line("Floor lamp"), line("Chair"))
    document = desk.draft(line("Desk"), line("Lamp"))
    desk.books.backup(tmp_path / "backup.db")
    save(desk, document, *mine)
    values = desk.read(lambda session: draft(session, document))
    restored = Desk(open_database(tmp_path / "backup.db"), desk.archive)
    try:
        restored.write(lambda session: save_draft(session, document, values, at=NOON))
        assert lines_of(restored, document) == mine
    finally:
        restored.books.close()


def test_after_a_crash_every_line_of_the_last_save_is_there(desk: Desk, tmp_path: Path) -> None:
    document = desk.draft(*(line(f"Line {each}") for each in range(200)))
    saved = [line(f"Line {each}") for each in range(200)]
    saved[77] = line("Changed")
    save(desk, document, *saved)

    def crash(session: Session) -> None:
        save_draft(session, document, replace(draft(session, document), lines=(line("Half"),)), at=NOON)
        raise Refused("power")

    with pytest.raises(Refused):
        desk.write(crash)
    for suffix in ("", "-wal"):  # what a computer that stops here leaves on its disk
        shutil.copy(f"{desk.books.path}{suffix}", tmp_path / f"crashed.db{suffix}")
    again = Desk(open_database(tmp_path / "crashed.db"), desk.archive)
    try:
        assert lines_of(again, document) == tuple(saved)
    finally:
        again.books.close()


def test_lines_that_were_read_before_a_save_are_read_anew_after_it(desk: Desk) -> None:
    document = desk.draft(line("Desk"), line("Lamp"), line("Chair"))

    def act(session: Session) -> list[str]:
        entity = session.get_one(Document, document)
        read = list(entity.lines)  # somebody still holds them
        values = draft_of(entity)
        save_draft(session, document, replace(values, lines=(line("Sofa"), *values.lines[1:2])), at=NOON)
        assert draft_of(entity).lines == (line("Sofa"), line("Lamp"))
        return [each.title for each in read[:2]]

    assert desk.write(act) == ["Sofa", "Lamp"]


def test_a_draft_is_found_by_the_words_of_its_last_save_alone(desk: Desk) -> None:
    document = desk.draft(line("Desk"), line("Lamp"))
    save(desk, document, line("Desk"), line("Chandelier"))

    def found(word: str) -> int:
        match = text("SELECT count(*) FROM document_search WHERE document_search MATCH :word").bindparams(word=word)
        return desk.read(lambda session: int(session.execute(match).scalar_one()))

    assert [found(word) for word in ("chandelier", "lamp", "desk")] == [1, 0, 1]
