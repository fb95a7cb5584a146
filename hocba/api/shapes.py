"""The shapes of questions and answers, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Any

from hocba.rules.ask import ERRORS, MOST_QUESTIONS

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer", "minimum": -9998, "maximum": 9998}
OBJECT: Shape = {"type": "object"}


def _object(required: tuple[str, ...] = (), closed: bool = True, **fields: Shape) -> Shape:
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": not closed,
    }


def _list(of: Shape) -> Shape:
    return {"type": "array", "items": of}


STOP_CODES = ("NOT_LOGGED_IN", "TOO_LARGE", "TOO_OFTEN")
FAULT = _object(
    ("code", "place", "message"),
    code={"type": "string", "enum": [*ERRORS, *STOP_CODES]},
    place=TEXT,
    message=TEXT,
)
ERROR = _object(("error",), error=FAULT)
QUESTION: Shape = {
    **_object(
        id={"type": ["string", "integer", "null"]},
        regulation={"type": "string", "description": "TT22, TT22/2021 …"},
        level={"type": "string", "description": "primary, lower_secondary, upper_secondary …"},
        grade=WHOLE,
        year={**WHOLE, "description": "năm bắt đầu của năm học: 2025 là 2025–2026"},
        settings={**OBJECT, "description": "thiết lập có tên, ví dụ one_subject_mode"},
        input={
            **OBJECT,
            "properties": {"kind": TEXT},
            "required": ["kind"],
            "description": "một trường hợp theo từ vựng của ví dụ kèm chương trình; cần grade",
        },
        columns={
            **OBJECT,
            "additionalProperties": {"type": "array"},
            "description": "mảng của một hay nhiều học sinh theo tên cột; điểm là số thập phân, mức là mã, thiếu là null",
        },
        want=_list(TEXT),
        why={"anyOf": [{"type": "boolean"}, _list(TEXT)]},
        lift={"type": "string", "description": "tên kết quả muốn nâng lên mức liền trên"},
        depth={"type": "integer", "minimum": 1, "maximum": 8},
        own_subjects=_list(TEXT),
        expected={},
        clause={},
        note={},
        confidence={},
    ),
    "examples": [
        {
            "regulation": "TT22",
            "grade": 8,
            "input": {"kind": "conduct_year", "hk1": "K", "hk2": "T"},
            "why": True,
        },
        {
            "level": "lower_secondary",
            "grade": 8,
            "year": 2025,
            "columns": {"subjects": ["TOAN"], "average_1": [[8.4]], "average_2": [[9]]},
            "want": ["average_year"],
        },
    ],
}
ANSWER = _object(
    ("regulation", "settings"),
    id={"type": ["string", "integer", "null"]},
    regulation=_object(("code", "name", "version"), code=TEXT, name=TEXT, version=TEXT),
    settings=OBJECT,
    result=OBJECT,
    columns=OBJECT,
    status=OBJECT,
    why={},
    lift={},
)
QUESTIONS: Shape = {"anyOf": [QUESTION, {**_list(QUESTION), "maxItems": MOST_QUESTIONS}]}
ANSWERS: Shape = {"anyOf": [ANSWER, _list({"anyOf": [ANSWER, ERROR]})]}
CIRCULAR = _object(
    ("code", "regulation", "title", "in_force", "version", "clauses"),
    code=TEXT,
    regulation=TEXT,
    title=TEXT,
    in_force={"type": "string", "format": "date"},
    version=TEXT,
    clauses={"type": "integer"},
)
CLAUSE = _object(
    ("ref", "text", "status", "reason", "confidence", "by"),
    ref=TEXT,
    text=TEXT,
    status={"type": "string", "enum": ["rule", "data", "human"]},
    reason=TEXT,
    confidence={"type": "string", "enum": ["checked", "to check", "open"]},
    by=_list(TEXT),
)
CIRCULARS = _list(CIRCULAR)
CLAUSES = _object(
    ("code", "regulation", "clauses"), code=TEXT, regulation=TEXT, clauses=_list(CLAUSE)
)
