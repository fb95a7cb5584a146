"""`hocba law`: run examples of the law through the rules, list and show the clauses."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, TextIO

from .clause import CONFIDENCE_WORDS, STATUS_WORDS, Law
from .exact import BadInput, RuleError
from .example import Case
from .regime import Regime
from .settings import SETTINGS
from .tt22_2021.examples import KINDS as TT22_KINDS
from .tt27_2020.examples import KINDS as TT27_KINDS
from .tt43_2021.examples import KINDS as TT43_KINDS
from .tt58_2011.examples import KINDS as TT58_KINDS
from .which import REGIMES, NoRegime, regime_by_name

Adapter = Callable[[Case], dict[str, Any]]
KINDS: dict[str, Mapping[str, Adapter]] = {
    "TT22": TT22_KINDS,
    "TT27": TT27_KINDS,
    "TT43": TT43_KINDS,
    "TT58": TT58_KINDS,
    "TT58+TT26": TT58_KINDS,
}


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
    adapter covers counts as failed.  Raises BadInput when the file is not a list of examples.
    """
    examples = shipped_cases() if path is None else read_examples(path)
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
        regime = regime_by_name(str(example["regulation"]))
        kind = str(example["input"]["kind"])
        adapter = KINDS[regime.code].get(kind)
        if adapter is None:
            return (f"quy định {regime.code} không có loại ví dụ “{kind}”",)
        actual = adapter(Case(regime, int(example["grade"]), example["input"]))
        expected = dict(example["expected"])
    except RuleError as error:
        return (str(error),)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return (f"ví dụ ghi không đúng mẫu: {error!r}",)
    expected.pop("alternative", None)
    return tuple(
        f"{key}: cần {_shown(value)}, tính ra {_shown(actual.get(key))}"
        for key, value in expected.items()
        if not _same(value, actual.get(key))
    )


def read_examples(path: Path) -> list[dict[str, Any]]:
    """The examples of a file with exact decimals; BadInput when it is not such a file."""
    try:
        return _examples(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(path.name, f"không đọc được tệp: {error}") from error


def shipped_cases() -> list[dict[str, Any]]:
    """The boundary cases shipped beside each circular."""
    found: list[dict[str, Any]] = []
    for code in REGIMES:
        folder = resources.files(_regime(code).package).joinpath("cases")
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


def _covers(name: str, regulation: str) -> bool:
    """A short code means the circular the program has, and what amends it; TT22 is not TT22/2016."""
    if name not in REGIMES:
        return name == regulation or regulation.split("/")[0] == name
    package = _regime(name).package
    regimes = [_regime(code) for code in REGIMES]
    laws = [regime.law for regime in regimes if package in (regime.package, regime.law.amends)]
    return any(regulation in law.names for law in laws)


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _write_report(report: Report, out: TextIO) -> None:
    for item in report.differences:
        out.write(f"{item.example} · {item.regulation} · {item.clause}\n")
        out.writelines(f"    {line}\n" for line in item.lines)
    out.write(f"{report.passed} passed, {report.failed} failed\n")


def _write_list(out: TextIO) -> None:
    for code in REGIMES:
        law = _regime(code).law
        counts = [f"{sum(c.status == s for c in law.clauses)} {w}" for s, w in STATUS_WORDS.items()]
        out.write(f"{law.code}  {law.title}\n      {len(law.clauses)} mục: {', '.join(counts)}\n")


def _write_clauses(law: Law, ref: str, out: TextIO) -> bool:
    clauses = law.under(ref) if ref else law.clauses
    out.write(f"{law.title}\n")
    for clause in clauses:
        out.write(f"\n{clause.ref} [{STATUS_WORDS[clause.status]}; ")
        out.write(f"{CONFIDENCE_WORDS[clause.confidence]}]\n  {clause.text}\n")
        out.write(f"  Trong chương trình: {clause.reason}\n")
        if clause.by:
            out.write(f"  Cột, hàm: {', '.join(clause.by)}\n")
    if not clauses:
        out.write(f"Không có {ref} trong danh mục điều khoản.\n")
    return bool(clauses)


def _write_doc(out: TextIO) -> None:
    """docs/reference/law.md: every clause with its status, and every named setting."""
    out.write(
        "<!-- Generated by `hocba law doc`; do not edit. -->\n# Quy định trong chương trình\n"
    )
    for code in REGIMES:
        law = _regime(code).law
        unsure = f" ({CONFIDENCE_WORDS[law.in_force_confidence]})"
        since = law.in_force + (unsure if law.in_force_confidence != "checked" else "")
        out.write(f"\n## {law.regulation}\n\n{law.title}. Hiệu lực từ {since}.\n\n")
        out.write("| Điều khoản | Nội dung | Ai làm | Trong chương trình | Đối chiếu |\n")
        out.write("|---|---|---|---|---|\n")
        for c in law.clauses:
            by = f" (`{'`, `'.join(c.by)}`)" if c.by else ""
            cells = (c.ref, c.text, STATUS_WORDS[c.status], c.reason + by)
            out.write(f"| {' | '.join(cells)} | {CONFIDENCE_WORDS[c.confidence]} |\n")
    out.write("\n## Thiết lập cho những chỗ văn bản chưa rõ\n\n")
    out.write("| Số | Tên | Quy định | Câu hỏi | Lựa chọn (đầu tiên là mặc định) |\n")
    out.write("|---|---|---|---|---|\n")
    for s in SETTINGS.values():
        words = "; ".join(word for _, word in s.words)
        out.write(
            f"| {s.number} | `{s.name}` | {', '.join(s.regulations)} | {s.question} | {words} |\n"
        )


def _regime(code: str) -> Regime:
    return regime_by_name(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hocba law", description="Quy định đánh giá học sinh")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="chạy các ví dụ qua quy tắc của chương trình")
    check.add_argument("file", nargs="?", type=Path, help="tệp ví dụ; bỏ trống: ví dụ kèm theo")
    check.add_argument("--regulation", action="append", help="chỉ chạy quy định này, ví dụ TT22")
    commands.add_parser("list", help="các quy định có trong chương trình")
    commands.add_parser("doc", help="toàn bộ điều khoản và thiết lập, dạng Markdown")
    show = commands.add_parser("show", help="các điều khoản của một quy định")
    show.add_argument("regulation")
    show.add_argument("ref", nargs="*", help="ví dụ: Điều 9")
    return parser


def main(argv: Sequence[str], out: TextIO | None = None) -> int:
    """Run `hocba law …`; exit code 0 when nothing failed, 1 otherwise, 2 for a bad call."""
    out = out or sys.stdout
    arguments = _parser().parse_args(argv)
    try:
        if arguments.command == "check":
            report = check_file(arguments.file, arguments.regulation)
            _write_report(report, out)
            return 1 if report.failed else 0
        if arguments.command == "show":
            law = _regime(arguments.regulation).law
            return 0 if _write_clauses(law, " ".join(arguments.ref), out) else 1
    except (BadInput, NoRegime) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if arguments.command == "doc":
        _write_doc(out)
    else:
        _write_list(out)
    return 0
