"""Pupils are never compared with each other (TT 15/2026 Điều 22): no page, form or sentence ranks."""

import re

import source

RANKING = re.compile(
    r"xếp hạng|thứ hạng|đứng thứ|xếp thứ|hạng nhất|bảng xếp|so với các bạn|hơn các bạn|kém các bạn"
    r"|trung bình (của )?lớp là|vị thứ",
    re.IGNORECASE,
)
DENIED = re.compile(r"không (xếp hạng|có thứ hạng)", re.IGNORECASE)
SEEN = {".html", ".py", ".typ", ".js", ".toml", ".po"}


def test_no_text_of_the_program_ranks_pupils():
    found = [
        f"{source.name(path)}:{number}"
        for path in sorted((source.ROOT / "hocba").rglob("*"))
        if path.suffix in SEEN
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if RANKING.search(DENIED.sub("", line))
    ]
    assert found == []


def test_the_rules_have_no_column_that_orders_pupils():
    from hocba.rules.which import REGIMES

    columns = [name for make in REGIMES.values() for name in make().rulebook.columns]
    assert columns
    assert not [name for name in columns if re.search(r"rank|order|position|percentile", name)]


def test_the_words_that_rank_are_recognised():
    assert RANKING.search("Em xếp thứ 3 của lớp") and RANKING.search("bảng xếp hạng")
    assert not RANKING.search(DENIED.sub("", "Chỉ có số đếm, không xếp hạng"))
