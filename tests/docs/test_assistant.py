"""The page of the assistant's tools says what the tools say."""

from desktop.assistant.guide import PAGE, written
from desktop.assistant.registry import ALL


def test_the_page_lists_every_tool_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert page == written(page), "run python -m desktop.assistant.guide"
    assert all(f"### {name}\n" in page for name in ALL)


def test_every_tool_that_a_tool_speaks_of_exists() -> None:
    spoken = [word for tool in ALL.values() for word in tool.says.replace(".", " ").replace(",", " ").split()]
    made_of = {name.partition("_")[0] for name in ALL if "_" in name}
    named = {word.strip("():;") for word in spoken if "_" in word and word.partition("_")[0] in made_of}
    assert named <= set(ALL), named - set(ALL)
