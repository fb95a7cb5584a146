"""Comments: wording from own results, checks, banks of phrases, weekly remarks, proof-reading."""

import dataclasses
import datetime
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.books.commands import (
    PhraseFacts,
    answer,
    drop_phrase,
    keep_phrases,
    keep_school_phrases,
    remark_pupils,
    remark_week,
    suggest,
    withdraw_remark,
)
from hocba.books.commenting import bank_of
from hocba.books.models import Mark, Phrase, PupilRemark, Suggestion, WeekRemark
from hocba.books.progress import progress
from hocba.books.queries import load_book
from hocba.books.remarks import Known, Pupil, difference, doubts, propose, rank_of, trend_of
from hocba.books.remarks.starter import STARTERS
from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import visible
from tests.commands.entries import MATHS, change, enter, pupil
from tests.world import NOW, TODAY, World

BANK = [
    Known(1, "Nắm chắc kiến thức.", 3),
    Known(2, "{ten} học tốt môn {mon}.", 3),
    Known(3, "Cần cố gắng hơn.", 1),
    Known(4, "Tiến bộ rõ.", 3, "up"),
    Known(5, "Toán: tính nhanh.", 3, "", 7),
]
NAMES = {1: "Nguyễn Văn Đạt", 2: "Trần Thị Ngọc Bích", 3: "Lê Minh Quân", 4: "Quách Văn Ân"}


def kids(*ranks: int | None) -> list[Pupil]:
    return [Pupil(n + 1, f"Em{n + 1}", rank) for n, rank in enumerate(ranks)]


def test_neighbours_get_different_words_where_there_are_any() -> None:
    found = propose(BANK, kids(3, 3, 3, 1), {}, subject_name="Toán")
    assert found == {
        1: "Nắm chắc kiến thức.",
        2: "Em2 học tốt môn Toán.",
        3: "Nắm chắc kiến thức.",
        4: "Cần cố gắng hơn.",
    }


def test_the_closest_phrase_is_taken() -> None:
    up = [Pupil(1, "An", 3, "up")]
    assert propose(BANK, up, {}) == {1: "Tiến bộ rõ."}
    assert propose(BANK, kids(3), {}, subject=7) == {1: "Toán: tính nhanh."}


def test_who_has_no_result_yet_gets_no_words() -> None:
    assert propose(BANK, kids(None, 2), {}) == {}


texts = st.lists(st.sampled_from([None, 0, 1, 2, 3]), max_size=12)


@given(texts, st.sets(st.integers(1, 12)))
def test_what_is_written_is_never_proposed_anew(ranks: list[int | None], kept: set[int]) -> None:
    pupils = kids(*ranks)
    first = propose(BANK, pupils, {})
    written = {k: v for k, v in first.items() if k in kept}
    again = propose(BANK, pupils, written)
    assert not set(again) & set(written)
    assert set(again) | set(written) == set(first)
    assert propose(BANK, pupils, first) == {}


@pytest.mark.parametrize(
    ("number", "code", "rank"),
    [(80, None, 3), (79, None, 2), (65, None, 2), (50, None, 1), (49, None, 0), (None, "T", 3), (None, "Đ", 1), (None, "CĐ", 0)],
)  # fmt: skip
def test_ranks_for_wording(number: int | None, code: str | None, rank: int) -> None:
    assert rank_of(number, code) == rank


def test_a_trend_needs_a_whole_mark() -> None:
    assert [trend_of(60, 70), trend_of(70, 60), trend_of(60, 69), trend_of(None, 70)] == [
        "up",
        "down",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "rank", "kind"),
    [
        ("Nguyễn Văn Đạt cần cố gắng.", 1, "name"),
        ("Em Quân học tốt.", 2, "name"),
        ("Em Ân học tốt.", 2, "name"),
        ("Bạn A\u0302n học tốt.", 2, "name"),
        ("Kết quả xuất sắc.", 0, "contradiction"),
        ("Còn yếu, chưa nắm bài.", 3, "contradiction"),
    ],
)
def test_what_may_be_wrong_is_said(text: str, rank: int, kind: str) -> None:
    found = doubts({2: text}, NAMES, {2: rank})
    assert [d.kind for d in found[2]] == [kind]


@pytest.mark.parametrize(
    ("pupil_id", "text", "rank"),
    [
        (1, "Em Đạt đã đạt yêu cầu.", 1),  # the own name, and the level of that name
        (2, "Em đạt yêu cầu môn học.", 1),  # «đạt» is no name here
        (2, "Em Bích học tốt.", 3),
        (2, "Em ân cần với bạn.", 3),
        (2, "Chưa xuất sắc nhưng có cố gắng.", 0),
    ],
)
def test_what_is_right_raises_no_alarm(pupil_id: int, text: str, rank: int) -> None:
    assert doubts({pupil_id: text}, NAMES, {pupil_id: rank}) == {}


def test_one_text_for_too_many_is_told() -> None:
    names = {n: f"Học Sinh {n}" for n in range(20)}
    same = dict.fromkeys(range(6), "Chăm ngoan.")
    assert {d.kind for d in doubts(same, names, {})[0]} == {"repeated"}
    assert doubts(dict.fromkeys(range(5), "Chăm ngoan."), names, {}) == {}


@given(st.text("ab c", max_size=30), st.text("ab c", max_size=30))
def test_a_difference_can_be_read_both_ways(old: str, new: str) -> None:
    pieces = list(difference(old, new))
    assert " ".join(p.text for p in pieces if p.kind != "into").split() == old.split()
    assert " ".join(p.text for p in pieces if p.kind != "out").split() == new.split()


def test_the_first_bank_speaks_to_every_rank_of_what_it_is_for() -> None:
    for kind, ranks in (("subject", {0, 1, 2, 3}), ("conduct", {0, 1, 2, 3}), ("quality", {0, 1, 3}), ("competency", {0, 1, 3})):  # fmt: skip
        assert {s.rank for s in STARTERS if s.kind == kind} == ranks
    assert len({s.text for s in STARTERS}) == len(STARTERS)


@pytest.mark.django_db
class TestInTheBooks:
    """Commands over the named world."""

    def comment(self, world: World, text: str, seen: str | None = None) -> None:
        enter(world, "teacher", [change(pupil(world), "nx", text, seen=seen)])

    def body(self, world: World) -> str | None:
        found = Mark.objects.filter(student=pupil(world), slot="nx", term=1).first()
        return None if found is None else found.body

    def suggestion(self, world: World, new: str, who: str = "homeroom") -> Suggestion:
        book = world.books[MATHS]
        return suggest(
            world.ctx(who), book, pupil(world).pk, world.courses[MATHS].subject_id, 1, "nx", new
        )

    def test_banks_are_ones_own_or_the_schools(self, world: World) -> None:
        mine = [PhraseFacts("subject", "Chăm học.", 3), PhraseFacts("subject", "Chăm học.", 2)]
        keep_phrases(world.ctx("teacher"), world.user("teacher"), mine)
        assert keep_school_phrases(world.ctx("principal"), world.secondary, starters=True) == len(STARTERS)  # fmt: skip
        assert keep_school_phrases(world.ctx("principal"), world.secondary, starters=True) == 0
        assert visible(world.actor("teacher"), Phrase).count() == len(STARTERS) + 2
        assert visible(world.actor("literature"), Phrase).count() == len(STARTERS)
        assert visible(world.actor("stranger"), Phrase).count() == 0

    def test_a_phrase_of_one_time_is_proposed_at_that_time_alone_and_first(
        self, world: World
    ) -> None:
        said = [
            PhraseFacts("subject", "Mọi lúc.", 3),
            PhraseFacts("subject", "Giữa kì đã vững.", 3, period="gk1"),
            PhraseFacts("subject", "Cả học kì đều vững.", 3, period="ck1"),
            PhraseFacts("subject", "Cả năm đều vững.", period="ck2"),
        ]
        keep_phrases(world.ctx("primary_homeroom"), world.user("primary_homeroom"), said)
        book = world.books["3A", "TOAN"]
        one = Pupil(pupil(world, klass="3A").pk, "An", 3)
        for term, slot, best, known in (
            (1, "nx_gk", "Giữa kì đã vững.", 2),
            (1, "nx_ck", "Cả học kì đều vững.", 2),
            (2, "nx_gk", "Mọi lúc.", 1),
            (2, "nx_ck", "Cả năm đều vững.", 2),
        ):
            column = book.columns.select_related("subject", "book").get(term=term, slot=slot)
            bank = bank_of(Phrase.objects.all(), column)
            assert len(bank) == known
            assert propose(bank, [one], {}, column.subject_id) == {one.id: best}
        with pytest.raises(Invalid, match="thời điểm không đúng"):
            wrong = [PhraseFacts("subject", "Chăm.", period="gk3")]
            keep_phrases(world.ctx("teacher"), world.user("teacher"), wrong)

    def test_a_primary_school_gets_words_on_each_trait(self, world: World) -> None:
        keep_school_phrases(world.ctx("primary_principal"), world.primary, starters=True)
        rows = Phrase.objects.filter(subject__isnull=False)
        assert rows.values("subject").distinct().count() == 15
        for kind in ("quality", "competency"):
            assert set(rows.filter(kind=kind).values_list("rank", flat=True)) == {0, 1, 3}

    def test_words_on_each_trait_make_up_for_those_of_the_block(self, world: World) -> None:
        room, one = world.books["3A", ""], pupil(world, klass="3A")
        columns = room.columns.filter(slot="nx_ck", term=2, subject__kind="quality")

        def missing() -> bool:
            [found] = progress(room.school_id, room.year, books=[room.pk])
            [block] = [c for c in found.columns if c.label == "Nhận xét phẩm chất"]
            return one.pk in block.missing

        for column in columns:
            assert missing()
            words = change(one, "nx_ck", "Ngoan.", term=2, subject=column.subject_id)
            enter(world, "primary_homeroom", [words], ("3A", ""))
        assert not missing()
        block = next(
            c
            for c in load_book(room, NOW).columns
            if c.subject.code == "nx_pham_chat" and c.term == 2
        )
        assert load_book(room, NOW).counts(block) == (1, 5)

    def test_nobody_drops_the_phrase_of_another(self, world: World) -> None:
        keep_phrases(world.ctx("teacher"), world.user("teacher"), [PhraseFacts("subject", "Chăm.")])  # fmt: skip
        for who in ("literature", "principal"):
            with pytest.raises(Refusal):
                drop_phrase(world.ctx(who), Phrase.objects.get())
        dropped, key = Phrase.objects.get().pk, uuid.uuid4()
        drop_phrase(world.ctx("teacher", request_id=key), dropped)
        drop_phrase(world.ctx("teacher", request_id=key), dropped)  # a second click on the form
        assert Event.objects.get(verb="phrase.drop").on_id == str(dropped)
        with pytest.raises(Refusal, match="ở một nơi khác"):
            drop_phrase(world.ctx("teacher", request_id=key), dropped + 1)
        with pytest.raises(Hidden):
            drop_phrase(world.ctx("teacher"), dropped)
        assert not Phrase.objects.exists()

    def test_a_phrase_without_words_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid, match="cần có chữ"):
            keep_phrases(world.ctx("teacher"), world.user("teacher"), [PhraseFacts("subject", " ")])  # fmt: skip

    def test_weeks_are_remarked_by_course_and_by_the_homeroom_teacher(self, world: World) -> None:
        klass, course = world.classes["8A1"], world.courses[MATHS].pk
        remark_week(world.ctx("teacher"), klass, TODAY, "Lớp trật tự.", course)
        remark_week(world.ctx("homeroom"), klass, TODAY, "Nề nếp tốt.")
        remark_week(world.ctx("homeroom"), klass, TODAY, "Nề nếp rất tốt.", seen=1)
        with pytest.raises(Refusal, match="bản mới"):
            remark_week(world.ctx("homeroom"), klass, TODAY, "Khác.", seen=1)
        with pytest.raises(Refusal, match="môn mình dạy"):
            remark_week(world.ctx("teacher"), klass, TODAY, "Tốt.")
        with pytest.raises(Invalid, match="chưa đến"):
            remark_week(world.ctx("homeroom"), klass, TODAY + datetime.timedelta(days=8), "x")
        assert WeekRemark.objects.count() == 3

    def test_an_accepted_suggestion_changes_the_comment(self, world: World) -> None:
        self.comment(world, "Em học tốt")
        row = self.suggestion(world, "Em học rất tốt.")
        answer(world.ctx("teacher"), row, True)
        assert self.body(world) == "Em học rất tốt."
        assert Suggestion.objects.get().state == "accepted"
        with pytest.raises(Refusal, match="đã được trả lời"):
            answer(world.ctx("teacher"), row, True)

    def test_a_declined_suggestion_needs_the_reason(self, world: World) -> None:
        self.comment(world, "Em học tốt")
        row = self.suggestion(world, "Em học rất tốt.")
        with pytest.raises(Invalid, match="vì sao"):
            answer(world.ctx("teacher"), row, False)
        answer(dataclasses.replace(world.ctx("teacher"), reason="ý khác"), row, False)
        assert self.body(world) == "Em học tốt"

    def test_a_comment_changed_meanwhile_is_not_overwritten(self, world: World) -> None:
        self.comment(world, "Em học tốt")
        row = self.suggestion(world, "Em học rất tốt.")
        self.comment(world, "Em có tiến bộ", seen="Em học tốt")
        with pytest.raises(Refusal, match="đã được sửa"):
            answer(world.ctx("teacher"), row, True)
        assert self.body(world) == "Em có tiến bộ"
        assert Suggestion.objects.get().state == "open"

    def test_only_standing_comments_are_proof_read_once_at_a_time(self, world: World) -> None:
        with pytest.raises(Refusal, match="chưa có nhận xét"):
            self.suggestion(world, "Em học rất tốt.")
        self.comment(world, "Em học tốt")
        with pytest.raises(Invalid, match="khác lời đang có"):
            self.suggestion(world, "Em học tốt")
        self.suggestion(world, "Em học rất tốt.")
        with pytest.raises(Refusal, match="đang có một đề nghị"):
            self.suggestion(world, "Em giỏi.", "principal")

    def test_who_writes_the_comment_answers_and_nobody_else(self, world: World) -> None:
        self.comment(world, "Em học tốt")
        row = self.suggestion(world, "Em học rất tốt.")
        for who in ("homeroom", "principal", "literature", "stranger"):
            with pytest.raises(Refusal):
                answer(world.ctx(who), row, True)

    def test_pupils_are_remarked_by_those_who_teach_them_and_taken_back(self, world: World) -> None:
        klass, course = world.classes["8A1"], world.courses[MATHS].pk
        some = [pupil(world, n).pk for n in (0, 2)]
        assert remark_pupils(world.ctx("teacher"), klass, TODAY, some, "praise", "Hăng hái.", course) == 2  # fmt: skip
        with pytest.raises(Refusal, match="môn mình dạy"):
            remark_pupils(world.ctx("teacher"), klass, TODAY, some, "note", "Tốt.")
        with pytest.raises(Invalid, match="học sinh của lớp"):
            other = pupil(world, klass="8A2").pk
            remark_pupils(world.ctx("homeroom"), klass, TODAY, [other], "note", "Tốt.")
        for who, count in (("homeroom", 2), ("literature", 2), ("principal", 2), ("other_class", 0), ("clerk", 0)):  # fmt: skip
            assert visible(world.actor(who), PupilRemark).distinct().count() == count, who
        withdraw_remark(world.ctx("teacher"), PupilRemark.objects.all()[0])
        assert PupilRemark.objects.filter(withdrawn_at=None).count() == 1
