"""The page on security names only tests that there are, and every promise about links and the portal that has one."""

import ast
import re
from functools import cache

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("path", "function"), NAMED, ids=lambda part: part)
def test_a_test_that_the_page_names_is_there(path: str, function: str) -> None:
    assert function in functions_of(path)


def test_every_mention_of_a_test_is_one_that_is_checked() -> None:
    assert len(re.findall(r"tests/[\w/]+\.py::", PAGE)) == len(re.findall(r"`tests/[\w/]+\.py::\w+`", PAGE))


@pytest.mark.parametrize(
    "promise", [*(f"l{number}" for number in (*range(1, 11), 12)), *(f"p{n}" for n in range(1, 8))]
)
def test_every_promise_of_links_and_portal_is_on_the_page(promise: str) -> None:
    assert re.search(rf"promise_{promise}_|_and_{promise}_", PAGE)


def test_the_page_is_found_from_where_people_look() -> None:
    assert "(docs/security.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "(security.md)" in (ROOT / "docs" / "operator-guide.md").read_text("utf-8")
