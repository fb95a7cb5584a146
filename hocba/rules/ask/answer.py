"""One question of another program, answered by the rules that the books use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..check import adapters_of
from ..exact import Array, BadInput
from ..example import Asked, Case
from ..lift import outlook
from ..mam_non.params import GROUP_OF_CODE
from ..regime import Computed, Regime
from ..settings import SETTINGS
from ..subjects import SUBJECTS
from ..view import View
from ..which import NoRegime, regime_by_name, regime_for
from .columns import column_out, columns_in, outlook_json
from .faults import Fault
from .placed import Trail, place_of, placed
from .shapes import look_at_input

QUESTION = (
    "regulation", "level", "grade", "year", "settings", "input", "columns", "want", "why", "depth",
    "lift", "own_subjects",
)  # fmt: skip
EXAMPLE = ("id", "expected", "clause", "note", "confidence")
"""Fields of a worked example, which may be sent as it is; only `id` comes back."""
HOW = (("scores", "score"), ("comments", "comment"), ("year_end_test_scores", "test"))
"""Fields by subject that say how it is assessed."""
LABELS_OF = {"subjects": "score", "comment_subjects": "comment"}
SUBJECT_FIELDS = ("scores", "comments", "subject_levels", "year_end_test_scores", "retest_results")
MOST_EXPLAINED, MOST_TREES, MOST_QUESTIONS = 50, 1000, 100
"""Pupils and trees of reasons in one answer, and questions in one list."""
DEPTH, DEEPEST = 4, 8
WRONG = (
    KeyError, TypeError, ValueError, AttributeError, IndexError, AssertionError, ArithmeticError,
)  # fmt: skip
"""What an adapter raises for input of another shape than its fields have."""


def answer_all(question: Any) -> Any:
    """The answer to a question; a list of questions gives a list, errors in their places."""
    if not isinstance(question, list):
        return answer(question)
    if len(question) > MOST_QUESTIONS:
        raise Fault("TOO_MUCH", "", f"nhiều nhất {MOST_QUESTIONS} câu hỏi một lần")
    answers = []
    for one in question:
        try:
            answers.append(answer(one))
        except Fault as fault:
            answers.append({"error": fault.as_json()})
    return answers


def answer(question: Any) -> dict[str, Any]:
    """The answer to one question as plain dicts and lists with Decimals; Fault when there is none."""
    try:
        return _answer(question)
    except RecursionError as error:
        raise Fault("WRONG_SHAPE", "", "câu hỏi lồng quá sâu") from error


def _answer(question: Any) -> dict[str, Any]:
    if not isinstance(question, dict):
        raise Fault("WRONG_SHAPE", "", "câu hỏi phải là một đối tượng JSON")
    for name in question:
        if name not in QUESTION and name not in EXAMPLE:
            raise Fault("UNKNOWN_FIELD", name, "câu hỏi không có trường này")
    if ("input" in question) == ("columns" in question):
        raise Fault("WRONG_SHAPE", "", "cần đúng một trong hai: input hoặc columns")
    regime = _regime(question)
    head: dict[str, Any] = {"id": question["id"]} if "id" in question else {}
    if not isinstance(head.get("id"), str | int | None):
        raise Fault("WRONG_TYPE", "id", "cần chữ hoặc số nguyên")
    head["regulation"] = {
        "code": regime.code, "name": regime.law.regulation, "version": regime.version,
    }  # fmt: skip
    head["settings"] = settings_of(regime)
    body = _case(regime, question) if "input" in question else _columns(regime, question)
    return head | body


def settings_of(regime: Regime) -> dict[str, Any]:
    """The readings in force that can touch a result of this circular."""
    used = {name for column in regime.rulebook.columns.values() for name in column.settings}
    return {
        name: regime.settings[name]
        for name, setting in SETTINGS.items()
        if name in used or regime.code in setting.regulations
    }


def _regime(question: Mapping[str, Any]) -> Regime:
    settings = question.get("settings") or {}
    if not isinstance(settings, dict):
        raise Fault("WRONG_SHAPE", "settings", "cần một đối tượng tên: lựa chọn")
    try:
        if "regulation" in question:
            return regime_by_name(str(question["regulation"]), settings)
        return regime_for(
            str(question.get("level")),
            _integer(question, "grade", ""),
            _integer(question, "year", ""),
            settings,
        )
    except NoRegime as error:
        place = "regulation" if "regulation" in question else "level"
        raise Fault("UNKNOWN_REGULATION", place, str(error)) from error
    except BadInput as error:
        raise Fault(error.code, f"settings.{error.column}", error.message) from error


def _integer(question: Mapping[str, Any], name: str, before: str) -> int:
    if name not in question:
        raise Fault("MISSING_FIELD", before + name, "thiếu trường này")
    value = question[name]
    if isinstance(value, bool) or not isinstance(value, int) or not -9999 < value < 9999:
        raise Fault("WRONG_TYPE", before + name, "cần một số nguyên")
    return value


def _grade(regime: Regime, question: Mapping[str, Any]) -> int:
    group = question.get("grade")
    if isinstance(group, str) and group in GROUP_OF_CODE:
        return GROUP_OF_CODE[group]
    grade = _integer(question, "grade", "")
    spec = regime.rulebook.inputs.get("grade")
    if spec is not None and not spec.low <= grade <= spec.high:
        message = f"{regime.code} dùng cho lớp {spec.low} đến {spec.high}"
        raise Fault("OUT_OF_RANGE", "grade", message)
    return grade


def _case(regime: Regime, question: Mapping[str, Any]) -> dict[str, Any]:
    """A single case in the words of the worked examples."""
    sent = question["input"]
    if not isinstance(sent, dict):
        raise Fault("WRONG_SHAPE", "input", "cần một đối tượng JSON")
    adapter = adapters_of(regime.code).get(str(sent.get("kind")))
    if adapter is None:
        kinds = ", ".join(sorted(adapters_of(regime.code)))
        raise Fault("UNKNOWN_KIND", "input.kind", f"{regime.code} có các loại: {kinds}")
    look_at_input(sent)
    _known_subjects(sent, question)
    _fitting(regime, question, {f"input.{name}": (sent.get(name) or (), how) for name, how in HOW})
    trail = Trail("input")
    fields = placed(sent, "input", trail, top=True)
    case = Case(regime, _grade(regime, question), fields)
    try:
        result = adapter(case)
    except Fault:
        raise
    except BadInput as error:
        place = place_of(error.about) or _case_place(regime, error, trail)
        raise Fault(error.code, place, error.message) from error
    except WRONG as error:
        raise Fault("WRONG_SHAPE", trail.last, "giá trị không đúng cấu trúc") from error
    for name in sent:
        if name != "kind" and name not in trail.used:
            raise Fault("UNKNOWN_FIELD", f"input.{name}", f"{sent['kind']} không dùng trường này")
    body: dict[str, Any] = {"result": result}
    if question.get("why"):
        body["why"] = _reasons(case.asked, question)
    if "lift" in question:
        read = [one for one in case.asked if one.column == question["lift"]]
        if not read:
            raise Fault("UNKNOWN_COLUMN", "lift", f"{sent['kind']} không cho kết quả này")
        body["lift"] = _outlook(read[0].regime, question, read[0].given, 0)
    return body


def _case_place(regime: Regime, error: BadInput, trail: Trail) -> str:
    """The field that an error of the engine is about, else the one that was read last."""
    if error.column in trail.used:
        return f"input.{error.column}"
    book = regime.rulebook
    if error.column in book.inputs or error.column in book.columns:
        return f"input ({error.column}{''.join(f'[{i}]' for i in error.place)})"
    return trail.last


def _known_subjects(sent: Mapping[str, Any], question: Mapping[str, Any]) -> None:
    """Every subject is one of the two programmes or declared in `own_subjects`."""
    for name in (*SUBJECT_FIELDS, "exempt", "subject"):
        value = sent.get(name)
        codes = [value] if name == "subject" and value is not None else value
        if isinstance(codes, dict | list):
            for at, code in enumerate(codes):
                place = f"input.{name}[{at}]" if isinstance(value, list) else f"input.{name}"
                _known(code, question, f"{place}.{code}" if isinstance(value, dict) else place)


def _fitting(
    regime: Regime, question: Mapping[str, Any], asked: Mapping[str, tuple[Iterable[str], str]]
) -> None:
    """Each subject is assessed as the circular says, unless it is the school's own."""
    own = question.get("own_subjects") or ()
    for place, (codes, how) in asked.items():
        for at, code in enumerate(codes):
            reason = "" if code in own else regime.unfit(code, how)
            if reason:
                where = f"{place}[{at}]" if isinstance(codes, list) else f"{place}.{code}"
                raise Fault("WRONG_KIND", where, reason)


def _known(code: Any, question: Mapping[str, Any], place: str) -> None:
    own = question.get("own_subjects") or []
    if not isinstance(own, list):
        raise Fault("WRONG_SHAPE", "own_subjects", "cần một danh sách mã môn học")
    if code not in own and (not isinstance(code, str) or code not in SUBJECTS):
        message = f"không có mã môn học “{code}”; môn của riêng trường thì ghi vào own_subjects"
        raise Fault("UNKNOWN_SUBJECT", place, message)


def _reasons(asked: Sequence[Asked], question: Mapping[str, Any]) -> list[Any]:
    """The tree of every value that was read, once each, by the text that gave it."""
    seen: set[tuple[str, int | None]] = set()
    trees = []
    for one in asked:
        spec = one.regime.rulebook.spec(one.column)
        for subject in _subjects(one, len(spec.axes)):
            if (one.column, subject) not in seen:
                seen.add((one.column, subject))
                why = one.regime.explain(one.column, one.given, 0, subject, _depth(question))
                trees.append(why.as_json())
    return trees


def _subjects(one: Asked, axes: int) -> Sequence[int | None]:
    if axes == 1 or one.subject is not None:
        return (one.subject,)
    key = "comment_subjects" if one.column.startswith("comment") else "subjects"
    return range(len(one.given.get(key, ())))


def _depth(question: Mapping[str, Any]) -> int:
    depth = _integer(question, "depth", "") if "depth" in question else DEPTH
    if not 1 <= depth <= DEEPEST:
        raise Fault("OUT_OF_RANGE", "depth", f"từ 1 đến {DEEPEST}")
    return depth


def _columns(regime: Regime, question: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays of pupils, and every column that follows from them."""
    sent = question["columns"]
    if not isinstance(sent, dict) or not sent:
        raise Fault("WRONG_SHAPE", "columns", "cần một đối tượng tên cột: mảng")
    for key, how in LABELS_OF.items():
        codes = sent.get(key)
        for at, code in enumerate(codes if isinstance(codes, list) else ()):
            _known(code, question, f"columns.{key}[{at}]")
        if isinstance(codes, list):
            _fitting(regime, question, {f"columns.{key}": (codes, how)})
    try:
        given = columns_in(regime, sent)
        computed = regime.compute(given)
        wanted = _wanted(question, "want", computed)
        body: dict[str, Any] = {"columns": {}, "status": {}}
        for name in wanted if wanted is not None else computed:
            values, statuses = column_out(regime.unit(name), computed[name])
            body["columns"][name] = values
            if statuses is not None:
                body["status"][name] = statuses
        if question.get("why"):
            body["why"] = _trees(regime, given, computed, question)
        if "lift" in question:
            pupils = len(next(iter(computed.values()), ()))
            if pupils > MOST_EXPLAINED:
                raise Fault("TOO_MUCH", "lift", f"nhiều nhất {MOST_EXPLAINED} học sinh một lần")
            body["lift"] = [_outlook(regime, question, given, row) for row in range(pupils)]
    except BadInput as error:
        raise Fault(error.code, _column_place(error, sent), error.message) from error
    return body


def _outlook(
    regime: Regime, question: Mapping[str, Any], given: Mapping[str, Array], row: int
) -> dict[str, Any]:
    """What one pupil lacks for the levels above, with values as codes and decimals."""
    column = question["lift"]
    try:
        return outlook_json(regime, outlook(regime, str(column), given, row))
    except BadInput as error:
        raise Fault("UNKNOWN_COLUMN", "lift", error.message) from error


def _column_place(error: BadInput, sent: Mapping[str, Any]) -> str:
    """ "columns.average_1[0][3]"; the pupil is left out where it was not sent."""
    if error.column not in sent:
        return f"columns.{error.column}" if error.column else "columns"
    place, value = list(error.place), sent[error.column]
    deep = 0
    while isinstance(value, list):
        value, deep = (value[0] if value else None), deep + 1
    return f"columns.{error.column}{''.join(f'[{i}]' for i in place[len(place) - deep :])}"


def _wanted(question: Mapping[str, Any], name: str, computed: Computed) -> list[str] | None:
    """Names of derived columns under this field of the question; None when it is not there."""
    names = question.get(name)
    if names is None or names is True:
        return None
    if not isinstance(names, list):
        raise Fault("WRONG_SHAPE", name, "cần một danh sách tên cột")
    for at, one in enumerate(names):
        if one not in computed:
            message = f"không suy ra được cột “{one}” từ dữ liệu đã gửi"
            raise Fault("UNKNOWN_COLUMN", f"{name}[{at}]", message)
    return names


def _trees(
    regime: Regime, given: Mapping[str, Array], computed: Computed, question: Mapping[str, Any]
) -> dict[str, Any]:
    names = _wanted(question, "why", computed)
    if names is None:
        names = _wanted(question, "want", computed) or list(computed)
    pupils = len(computed[names[0]]) if names else 0
    if pupils > MOST_EXPLAINED:
        raise Fault("TOO_MUCH", "why", f"giải thích nhiều nhất {MOST_EXPLAINED} học sinh một lần")
    widths = [computed[name].shape[1] if computed[name].ndim > 1 else 1 for name in names]
    if pupils * sum(widths) > MOST_TREES:
        raise Fault("TOO_MUCH", "why", f"giải thích nhiều nhất {MOST_TREES} kết quả một lần")
    depth = _depth(question)
    out: dict[str, Any] = {name: [] for name in names}
    for row in range(pupils):
        view = _view(regime, names[0], given, computed, row)
        for name in names:
            many = computed[name].ndim > 1
            each = [
                view.at(name, subject).why(depth - 1).as_json()
                for subject in (range(computed[name].shape[1]) if many else (None,))
            ]
            out[name].append(each if many else each[0])
    return out


def _view(
    regime: Regime, name: str, given: Mapping[str, Array], computed: Computed, row: int
) -> View:
    """One pupil through the rulebook, for every tree."""
    return regime.view(name, given, row, 0 if computed[name].ndim > 1 else None)
