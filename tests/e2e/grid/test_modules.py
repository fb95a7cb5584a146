"""The pure modules of the grid, called in the browser that will run them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from hocba.books import guards
from hocba.exchange.parsers.values import BadValue, parse_level, parse_score

COLUMN = "{key: '1:x', term: 1, slot: 'x', kind: '%s', codes: %s, labels: %s, max: null, label: 'X', locked: false, why: ''}"
SCORE = COLUMN % ("score", "[]", "[]")
WHOLE = COLUMN % ("integer", "[]", "[]")
LEVEL = COLUMN % ("level", "['T','K','Đ','CĐ']", "['Tốt','Khá','Đạt','Chưa đạt']")
COUNT = COLUMN % ("count", "[]", "[]")
PRIMARY = COLUMN % ("level", "['T','H','C']", "['Hoàn thành tốt','Hoàn thành','Chưa hoàn thành']")
GOAL = COLUMN % ("level", "['+','-']", "['Đạt','Chưa đạt']")

CASES: list[tuple[str, str, str, Any]] = [
    (SCORE, "typed", "75", 75), (SCORE, "typed", "10", 100), (SCORE, "typed", "10,0", 100), (SCORE, "typed", "7.5", 75),
    (SCORE, "typed", " 8 ", 80), (SCORE, "typed", "0", 0), (SCORE, "typed", "05", 5), (SCORE, "typed", "99", 99), (SCORE, "typed", "", None),
    (SCORE, "typed", "00", "refused"), (SCORE, "typed", "100", "refused"), (SCORE, "typed", "7,25", "refused"), (SCORE, "typed", "tám", "refused"),
    (SCORE, "typed", "-1", "refused"), (SCORE, "typed", "10,5", "refused"), (SCORE, "typed", "1e1", "refused"), (SCORE, "typed", "７", 70), (SCORE, "typed", "７，５", 75), (SCORE, "pasted", "\u200b7,5\u202f", 75),
    (SCORE, "pasted", "75", "refused"), (SCORE, "pasted", "11", "refused"), (SCORE, "pasted", "10", 100), (SCORE, "pasted", "8.0", 80),
    (SCORE, "pasted", "7,5\u00a0", 75), (SCORE, "pasted", "05", "refused"), (SCORE, "pasted", "0,5", 5),
    (SCORE, "pasted", "8,00", 80), (SCORE, "pasted", "8.50", 85), (SCORE, "pasted", "10,00", 100), (SCORE, "pasted", "8,05", "refused"), (WHOLE, "pasted", "9,00", 90),
    (WHOLE, "typed", "8", 80), (WHOLE, "typed", "10", 100), (WHOLE, "typed", "75", "refused"), (WHOLE, "typed", "7,5", "refused"), (WHOLE, "pasted", "9,0", 90),
    (LEVEL, "typed", "d", "Đ"), (LEVEL, "typed", "đ", "Đ"), (LEVEL, "typed", "t", "T"), (LEVEL, "typed", "c", "CĐ"), (LEVEL, "typed", "CD", "CĐ"),
    (LEVEL, "pasted", "Chưa đạt", "CĐ"), (LEVEL, "pasted", "TỐT", "T"), (LEVEL, "typed", "x", "refused"), (LEVEL, "typed", "8", "refused"),
    (PRIMARY, "typed", "htt", "T"), (PRIMARY, "pasted", "Hoàn thành", "H"), (PRIMARY, "pasted", "CHT", "C"), (PRIMARY, "typed", "chua", "C"),
    (PRIMARY, "typed", "ht", "refused"), (PRIMARY, "pasted", "hoàn", "refused"), (PRIMARY, "typed", "đ", "refused"),
    (GOAL, "typed", "+", "+"), (GOAL, "typed", "-", "-"), (GOAL, "pasted", "–", "-"), (GOAL, "typed", "d", "+"), (GOAL, "typed", "c", "-"), (GOAL, "pasted", "Chưa đạt", "-"),
    (COUNT, "typed", "12", 12), (COUNT, "typed", "367", "refused"), (COUNT, "typed", "1,5", "refused"),
]  # fmt: skip


def test_entries_are_read_as_the_rules_say(lab: Page) -> None:
    asked = ",".join(f"[{column}, {raw!r}, {how!r}]" for column, how, raw, _ in CASES)
    got = lab.evaluate(f"""async () => {{ const {{read}} = await import('/static/js/parse.js');
        return [{asked}].map(ask => {{ const r = read(...ask); return r.ok ? r.wire : 'refused'; }}); }}""")
    assert got == [want for *_, want in CASES]


def test_what_stands_for_a_missing_mark_is_answered_as_the_reader_of_files_does(lab: Page) -> None:
    for text in ("v", "Vắng", "p", "M", "miễn giảm"):
        said = lab.evaluate(
            f"async text => (await import('/static/js/parse.js')).read({SCORE}, text, 'pasted').reason",
            text,
        )
        with pytest.raises(BadValue, match=f"^{re.escape(said)}.$"):
            parse_score(text)
        if text == "p":  # might be a level somebody meant
            continue
        said = lab.evaluate(
            f"async text => (await import('/static/js/parse.js')).read({PRIMARY}, text, 'pasted').reason",
            text,
        )
        with pytest.raises(BadValue, match=f"^{re.escape(said)}.$"):
            parse_level(text, "primary")


def test_every_mark_survives_being_shown_and_typed_again(lab: Page) -> None:
    wrong = lab.evaluate(f"""async () => {{ const {{read, show}} = await import('/static/js/parse.js'); const c = {SCORE};
        return [...Array(101).keys()].filter(t => read(c, show(c, t), 'typed').wire !== t || read(c, show(c, t), 'pasted').wire !== t); }}""")
    assert wrong == []


def test_spreadsheet_text_with_quotes_and_line_breaks_keeps_its_shape(lab: Page) -> None:
    text = '8\t"Chăm.\nCần ""đọc"" thêm"\r\n\t9\r\n'
    assert lab.evaluate(
        "async text => (await import('/static/js/paste.js')).table(text)", text
    ) == [["8", 'Chăm.\nCần "đọc" thêm'], ["", "9"]]


def test_a_key_in_the_middle_of_composing_a_letter_is_left_alone(lab: Page) -> None:
    acts = lab.evaluate("""async () => { const {actOf} = await import('/static/js/keys.js'); const rest = {kind: 'text', writing: false, placed: false};
        const act = (key, more, where) => actOf({key, ...more}, {...rest, ...where});
        return [act('Enter', {isComposing: true}), act('ArrowLeft', {}, {writing: true}), act('ArrowLeft'), act('ArrowLeft', {}, {kind: 'score', placed: true}),
                act('ArrowDown', {}, {kind: 'score', placed: true}), act('Backspace', {}, {writing: true}), act('s', {ctrlKey: true}), act('a', {ctrlKey: true})]; }""")
    assert acts == [None, None, "left", None, "down", None, "save", None]


def test_the_page_doubts_the_same_columns_in_the_same_words_as_the_server(lab: Page) -> None:
    cases = json.loads((Path(__file__).parents[2] / "guard_cases.json").read_text("utf-8"))
    got = lab.evaluate(
        """async cases => { const {check} = await import('/static/js/checks.js');
        return cases.map(one => check(one.columns.map(({key, label, kind, now, was, touched}) => ({column: {key, label, kind}, now, was, touched})))
          .map(hint => [hint.code, hint.column, hint.other, hint.count, hint.of, hint.text, Object.fromEntries(hint.cells.map(cell => [cell.row, cell.tip]))])); }""",
        cases,
    )
    for case, hints in zip(cases, got, strict=True):
        want = [
            [
                h.code,
                h.column,
                h.other,
                h.count,
                h.of,
                h.text,
                {str(r): t for r, t in h.cells.items()},
            ]
            for h in guards.check([guards.Filled(**column) for column in case["columns"]])
        ]
        assert hints == want, case["name"]
