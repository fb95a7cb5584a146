"""Every clause the program computes has its function and an example that tries it."""

import io

import pytest

from hocba.rules.clause import Clause
from hocba.rules.command import main
from hocba.rules.coverage import Covered, Tried, coverage, references


def clause(ref: str, status: str = "rule", by: tuple[str, ...] = ("average_1",)) -> Clause:
    return Clause("TT00/2000", ref, "nội dung", status, "lí do", "checked", by)


def test_no_computed_clause_lacks_a_function_or_an_example() -> None:
    faults = [
        f"{one.law.code} {line.clause.ref}: {fault}"
        for one in coverage()
        for line in one.lines
        for fault in line.faults
    ]
    assert faults == []
    assert main(["coverage"], io.StringIO()) == 0


def test_the_counts_of_a_circular_add_up() -> None:
    for one in coverage():
        assert sum(one.statuses.values()) == sum(one.confidences.values()) == len(one.lines)
        assert len(one.lines) == len(one.law.clauses) > 0


def test_a_computed_clause_without_function_or_example_is_a_fault() -> None:
    known = (("average_1", "cột"),)
    assert Covered(clause("Điều 1"), known, (), 1).faults == ()
    assert len(Covered(clause("Điều 1"), known, (), 0).faults) == 1
    assert "average_9" in Covered(clause("Điều 1"), (), ("average_9",), 1).faults[0]
    assert len(Covered(clause("Điều 1", by=()), (), (), 0).faults) == 2
    assert Covered(clause("Điều 1", "human"), (), (), 0).faults == ()


def test_a_fault_is_shown_and_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hocba.rules.coverage.shipped_cases", list)
    out = io.StringIO()
    assert main(["coverage"], out) == 1
    assert "THIẾU: chưa có ví dụ" in out.getvalue()


def test_an_example_tries_the_clause_it_cites_and_those_around_it_whose_columns_it_reads() -> None:
    point = clause("Điều 9 khoản 1 điểm b")
    assert Tried(("Điều 9 khoản 1 điểm b",), frozenset()).tries(point)
    assert Tried(("Điều 9 khoản 1",), frozenset({"average_1"})).tries(point)
    assert not Tried(("Điều 9 khoản 1",), frozenset({"comment_1"})).tries(point)
    assert not Tried(("Điều 9 khoản 10",), frozenset({"average_1"})).tries(point)
    assert Tried(("Điều 9 khoản 1 điểm b",), frozenset()).tries(clause("Điều 9 khoản 1"))
    assert not Tried(("Điều 90",), frozenset()).tries(clause("Điều 9"))
    assert Tried(("Điều 1", "Điều 9 khoản 1 điểm b"), frozenset()).tries(point)
    assert Tried(("Điều 1", "Điều 9 khoản 1"), frozenset({"average_1"})).tries(point)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều 9 khoản 2, 3", ["Điều 9 khoản 2", "Điều 9 khoản 3"]),
        ("Điều 9 khoản 1 điểm a, điểm b", ["Điều 9 khoản 1 điểm a", "Điều 9 khoản 1 điểm b"]),
        ("Điều 12 khoản 1 và Điều 14", ["Điều 12 khoản 1", "Điều 14"]),
        ("Điều 9 khoản 1 điểm b; khoản 3", ["Điều 9 khoản 1 điểm b", "Điều 9 khoản 3"]),
        ("", []),
    ],
)
def test_a_citation_of_several_clauses_is_read_as_each_of_them(text: str, found: list[str]) -> None:
    assert references(text) == found
