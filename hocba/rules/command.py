"""`hocba law`: list and show the circulars, run examples through the rules, answer questions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from . import reference
from .ask import Fault, answer_all, dumps, loads
from .check import Report, check_file, law_by_name
from .coverage import coverage
from .exact import RuleError

DONE, FAILED, REFUSED = 0, 1, 2


def _check(options: argparse.Namespace, out: TextIO) -> int:
    report = check_file(options.file, options.regulation)
    _write_report(report, out)
    return FAILED if report.failed else DONE


def _write_report(report: Report, out: TextIO) -> None:
    for item in report.differences:
        out.write(f"{item.example} · {item.regulation} · {item.clause}\n")
        out.writelines(f"    {line}\n" for line in item.lines)
    out.write(f"{report.passed} passed, {report.failed} failed\n")


def _list(_: argparse.Namespace, out: TextIO) -> int:
    reference.write_list(out)
    return DONE


def _show(options: argparse.Namespace, out: TextIO) -> int:
    law = law_by_name(options.regulation)
    return DONE if reference.write_clauses(law, " ".join(options.ref), out) else FAILED


def _coverage(_: argparse.Namespace, out: TextIO) -> int:
    return DONE if reference.write_coverage(coverage(), out) else FAILED


def _eval(options: argparse.Namespace, out: TextIO) -> int:
    """Answers are JSON, refusals too; FAILED when a question was refused, REFUSED for no JSON."""
    try:
        question = loads(options.file.read_bytes() if options.file else sys.stdin.buffer.read())
    except (Fault, OSError) as error:
        fault = (
            error
            if isinstance(error, Fault)
            else Fault("NOT_JSON", "", f"không đọc được tệp: {error}")
        )
        out.write(dumps({"error": fault.as_json()}) + "\n")
        return REFUSED
    try:
        answers = answer_all(question)
    except Fault as fault:
        answers = {"error": fault.as_json()}
    out.write(dumps(answers) + "\n")
    every = answers if isinstance(answers, list) else [answers]
    return FAILED if any("error" in one for one in every) else DONE


def _doc(_: argparse.Namespace, out: TextIO) -> int:
    reference.write_doc(out)
    return DONE


def _parser(kind: type[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    parser = kind(prog="hocba law", description="Quy định đánh giá học sinh")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="LỆNH", title="các lệnh"
    )
    check = commands.add_parser("check", help="chạy các ví dụ qua quy tắc của chương trình")
    check.add_argument(
        "file", nargs="?", type=Path, metavar="TỆP", help="tệp ví dụ; bỏ trống: ví dụ kèm theo"
    )
    check.add_argument(
        "--regulation", action="append", metavar="MÃ", help="chỉ chạy quy định này, ví dụ TT22"
    )
    check.set_defaults(run=_check)
    commands.add_parser("list", help="các quy định có trong chương trình").set_defaults(run=_list)
    covered = commands.add_parser("coverage", help="điều khoản nào do cột, hàm nào thực hiện")
    covered.set_defaults(run=_coverage)
    doc = commands.add_parser("doc", help="toàn bộ điều khoản và thiết lập, dạng Markdown")
    doc.set_defaults(run=_doc)
    asked = commands.add_parser("eval", help="hỏi bằng JSON, trả lời bằng JSON")
    asked.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="TỆP",
        help="tệp câu hỏi; bỏ trống: đọc đầu vào chuẩn",
    )
    asked.set_defaults(run=_eval)
    show = commands.add_parser("show", help="các điều khoản của một quy định")
    show.add_argument("regulation", metavar="QUY_ĐỊNH", help="ví dụ: TT22")
    show.add_argument("ref", nargs="*", metavar="ĐIỀU", help="ví dụ: Điều 9")
    show.set_defaults(run=_show)
    return parser


def main(
    argv: Sequence[str],
    out: TextIO | None = None,
    kind: type[argparse.ArgumentParser] = argparse.ArgumentParser,
) -> int:
    """Run `hocba law …`; exit code 0 when nothing failed, 1 otherwise, 2 for what cannot be read.
    `kind` of parser says what happens to a wrong call."""
    options = _parser(kind).parse_args(argv)
    try:
        return int(options.run(options, out or sys.stdout))
    except RuleError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
