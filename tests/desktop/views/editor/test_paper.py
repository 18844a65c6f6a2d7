"""A document can be printed on a template of its own."""

from tests.desktop.office import line
from tests.desktop.views.editor.typist import Typist


def choose(typist: Typist, key: str) -> None:
    choice = typist.editor.page.paper.template
    choice.choose(key)
    choice.activated.emit(choice.currentIndex())


def test_a_document_begins_on_the_template_of_the_office(typist: Typist) -> None:
    typist.begin()
    assert typist.editor.page.paper.template.currentText() == "As in Settings"


def test_the_template_of_a_document_is_kept_and_can_be_taken_back(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    choose(typist, "modern")
    typist.wait_saved()
    assert typist.stored().template == "modern"
    typist.editor.state.undo()
    assert typist.editor.page.paper.template.key == ""
    typist.wait_saved()
    assert typist.stored().template == ""


def test_another_document_shows_its_own_template(typist: Typist) -> None:
    first, second = typist.desk.draft(line("Desk")), typist.desk.draft(line("Chair"))
    typist.edit(first)
    choose(typist, "modern")
    typist.edit(second)
    typist.qtbot.waitUntil(lambda: typist.editor.page.paper.template.key == "")
    typist.edit(first)
    typist.qtbot.waitUntil(lambda: typist.editor.page.paper.template.key == "modern")
