"""Both sides take turns, the warm-up is thrown away, and the command says what came out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from benchmarks import __main__ as command
from benchmarks import lighthouse
from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, LeftOut, Measure, Setting, run


def counting(name: str, samples: list[float], log: list[str]) -> Setting:
    @contextmanager
    def setting() -> Iterator[Measure]:
        values = iter(samples)
        log.append(f"{name} opens")

        def measure() -> dict[str, float]:
            log.append(name)
            return {"seconds": next(values)}

        yield measure
        log.append(f"{name} closes")

    return setting


def benchmark(log: list[str], goal: float = 3) -> Benchmark:
    return Benchmark(
        title="start",
        figures=(Figure("D1", "seconds", "s", "x an empty window", goal),),
        anchor=counting("A", [99, 1, 2], log),
        subject=counting("B", [99, 2, 4], log),
        rounds=2,
    )


def test_anchor_and_subject_take_turns_and_the_first_round_does_not_count() -> None:
    log: list[str] = []
    [result] = run(benchmark(log))
    assert log == ["A opens", "B opens", "A", "B", "A", "B", "A", "B", "B closes", "A closes"]
    assert (result.value, result.spread) == (2, (2, 2))


def test_a_subject_may_stand_alone() -> None:
    alone = Figure("D4", "seconds", "s", "s", goal=3, against=Against.ALONE)
    [result] = run(replace(benchmark([]), figures=(alone,), anchor=None))
    assert (result.value, result.anchor) == (3, None)


def test_with_json_each_line_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.report([benchmark([]), benchmark([])], as_json=True) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["D1", "D1"]


def test_without_json_a_person_reads_title_value_and_goal(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.report([benchmark([])], as_json=False) == 0
    assert capsys.readouterr().out == (
        "\nstart\nD1       2 x an empty window (2 to 2), goal at most 3: met  [3 s beside 1.5 s]\n"
    )


def test_a_missed_goal_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.report([benchmark([], goal=1), benchmark([])], as_json=False) == 1
    assert "MISSED" in capsys.readouterr().out


def test_an_unknown_id_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["w99", "--json"]) == 2
    assert "There is no benchmark W99." in capsys.readouterr().err


def test_every_benchmark_beside_the_command_is_one_and_carries_its_own_id() -> None:
    for name in command.known_ids():
        assert command.load_benchmark(name).figures[0].id == name


def test_what_this_computer_cannot_measure_is_left_out_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    @contextmanager
    def lacking() -> Iterator[Measure]:
        raise LeftOut("It wants Node, which is not on this computer.")
        yield dict

    without = replace(benchmark([]), subject=lacking, anchor=None)
    assert command.report([without, benchmark([])], as_json=False) == 0
    assert "left out: It wants Node" in capsys.readouterr().out
    assert command.report([without], as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "id": "D1",
        "left_out": "It wants Node, which is not on this computer.",
    }


def test_lighthouse_without_node_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LeftOut, match="Node"):
        lighthouse.program()
