"""Examples of the law run through the rules, each with what is different.

A circular's adapters are registered here, by its short code: `KINDS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from .clause import Law
from .exact import BadInput, RuleError
from .example import COMMON_KINDS, Case
from .mam_non.examples import KINDS as MN_KINDS
from .mam_non.params import GROUP_OF_CODE
from .tt22_2021.examples import KINDS as TT22_KINDS
from .tt23_2010.examples import KINDS as TT23_KINDS
from .tt27_2020.examples import KINDS as TT27_KINDS
from .tt30_2014.examples import KINDS as TT30_KINDS
from .tt43_2021.examples import KINDS as TT43_KINDS
from .tt58_2011.examples import KINDS as TT58_KINDS
from .which import REGIMES, regime_by_name

Adapter = Callable[[Case], dict[str, Any]]
KINDS: dict[str, Mapping[str, Adapter]] = {
    "TT22": TT22_KINDS,
    "TT27": TT27_KINDS,
    "TT43": TT43_KINDS,
    "TT58": TT58_KINDS,
    "TT58+TT26": TT58_KINDS,
    "TT30": TT30_KINDS,
    "MN": MN_KINDS,
    "TT23": TT23_KINDS,
}


def adapters_of(code: str) -> Mapping[str, Adapter]:
    """Every kind of example a circular answers, by name."""
    return {**COMMON_KINDS, **KINDS.get(code, {})}


def laws() -> tuple[Law, ...]:
    """Every circular of the program as data, in the order of `REGIMES`."""
    return tuple(regime_by_name(code).law for code in REGIMES)


def law_by_name(name: str) -> Law:
    """The circular of a short code or full name; NoRegime when the program has none."""
    return regime_by_name(name).law


@dataclass(frozen=True)
class Difference:
    """An example that did not come out: where it stands and what was wrong with it."""

    example: str
    regulation: str
    clause: str
    lines: tuple[str, ...]


@dataclass
class Report:
    passed: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return len(self.differences)


def check_file(path: Path | None, regulations: Sequence[str] | None = None) -> Report:
    """Run every example of a file (None: the cases shipped with the program).

    `regulations` ("TT22" or "TT22/2021") leaves out all others.  An example that no regime or
    adapter covers counts as failed.  Raises BadInput when the file is not a list of examples,
    NoRegime for a regulation that neither the program nor an example knows.
    """
    examples = shipped_cases() if path is None else read_examples(path)
    written = {str(example.get("regulation", "")) for example in examples}
    regulations = [_named(name, written) for name in regulations or ()]
    report = Report()
    for example in examples:
        regulation = str(example.get("regulation", ""))
        if regulations and not any(_covers(name, regulation) for name in regulations):
            continue
        lines = check_example(example)
        if not lines:
            report.passed += 1
            continue
        report.differences.append(
            Difference(
                str(example.get("id", "?")), regulation, str(example.get("clause", "")), lines
            )
        )
    return report


def check_example(example: Mapping[str, Any]) -> tuple[str, ...]:
    """What is different in one example, in Vietnamese; empty when it passes."""
    try:
        actual, _ = run_example(example)
        expected = dict(example["expected"])
    except RuleError as error:
        return (str(error),)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return (f"ví dụ ghi không đúng mẫu: {error!r}",)
    expected.pop("alternative", None)
    return tuple(
        f"{key}: cần {_shown(value)}, tính ra {_shown(actual.get(key))}"
        for key, value in expected.items()
        if not _same(value, actual.get(key))
    )


def run_example(example: Mapping[str, Any]) -> tuple[dict[str, Any], Case]:
    """The answer to an example, and the case with what was read for it.

    Raises RuleError for what no rule can use; whatever an adapter raises for a wrong shape.
    """
    regime = regime_by_name(str(example["regulation"]))
    kind = str(example["input"]["kind"])
    adapter = adapters_of(regime.code).get(kind)
    if adapter is None:
        raise BadInput(
            "kind", f"quy định {regime.code} không có loại ví dụ “{kind}”", code="UNKNOWN_KIND"
        )
    case = Case(regime, read_grade(example["grade"]), example["input"])
    return adapter(case), case


def read_grade(value: Any) -> int:
    """A grade, or the age group of "NT", "MG", "MG5"; BadInput for anything else."""
    if isinstance(value, str) and value in GROUP_OF_CODE:
        return GROUP_OF_CODE[value]
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise BadInput("grade", f"không có lớp “{value}”") from error


def read_examples(path: Path) -> list[dict[str, Any]]:
    """The examples of a file with exact decimals; BadInput when it is not such a file."""
    try:
        return _examples(path.read_text("utf-8"), path.name)
    except OSError as error:
        raise BadInput(str(path), f"không đọc được tệp ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadInput(path.name, "không phải văn bản UTF-8") from error


def shipped_cases() -> list[dict[str, Any]]:
    """The boundary cases shipped beside each circular."""
    found: list[dict[str, Any]] = []
    for code in REGIMES:
        folder = resources.files(regime_by_name(code).package).joinpath("cases")
        if not folder.is_dir():
            continue
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".json"):
                found += _examples(file.read_text("utf-8"), file.name)
    return found


def _examples(text: str, name: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise BadInput(name, f"không phải JSON: dòng {error.lineno}") from error
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise BadInput(name, "cần một danh sách ví dụ")
    return data


def _named(name: str, written: set[str]) -> str:
    """The name as it covers examples: as some are written, else the program's own code."""
    return name if any(_covers(name, one) for one in written) else regime_by_name(name).code


def _covers(name: str, regulation: str) -> bool:
    """A short code means the circular the program has, and what amends it; TT22 is not TT22/2016."""
    if name not in REGIMES:
        return name == regulation or regulation.split("/")[0] == name
    package = regime_by_name(name).package
    regimes = [regime_by_name(code) for code in REGIMES]
    laws = [regime.law for regime in regimes if package in (regime.package, regime.law.amends)]
    return any(regulation in law.names for law in laws)


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
