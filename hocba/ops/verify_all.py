"""`hocba verify --all`: every registered check over the whole store, in one pass."""

import datetime
import time
from collections.abc import Callable, Iterator

from django.utils.module_loading import autodiscover_modules

from hocba.kernel import figures, seals
from hocba.kernel.blobs import damaged
from hocba.kernel.checks import Problem, Scope, Unseen, check, ordered
from hocba.kernel.models import Blob, Event
from hocba.kernel.progress import Bar

SHOWN = 20
BLIND = (
    "Không đối chiếu: tài khoản và mật khẩu, kế hoạch cột điểm, sổ ghi đầu bài, lời nhận xét tuần,"
    " trạng thái học bạ."
)
"""What no check looks at, said with every report; the guide says more (quan-tri-cntt.md)."""


@check("blobs", "Tệp lưu trữ", order=10)
def check_blobs(scope: Scope) -> Iterator[Problem]:
    """Hash every stored file anew."""
    total = Blob.objects.count()
    for sha256, wrong in damaged(lambda done: scope.progress(done, total)):
        yield Problem(f"Tệp {sha256[:16]}…: {wrong}.")


def run(at: datetime.datetime, *, full: bool, out: Callable[[str], object]) -> int:
    """Run all checks and write the report; 0 all well, 1 something is wrong, 2 cannot tell."""
    autodiscover_modules("checks")
    began = time.monotonic()
    wrong = unsure = unseen = 0
    for one in ordered():
        bar = Bar(one.label)
        found: list[Problem] = []
        beside: list[Unseen] = []
        try:
            for said in one.run(Scope(at, full, bar)):
                (found if isinstance(said, Problem) else beside).append(said)  # type: ignore[arg-type]
        finally:
            bar.close("đúng" if not found else f"{len(found)} vấn đề")
        wrong += sum(p.certain for p in found)
        unsure += sum(not p.certain for p in found)
        for problem in found[:SHOWN]:
            out(f"  ✗ {problem.sentence}" if problem.certain else f"  ? {problem.sentence}")
        if len(found) > SHOWN:
            out(f"  … và {len(found) - SHOWN} vấn đề khác")
        for line in beside:
            out(f"  – {line.sentence}")
        unseen += len(beside)
    _summary(wrong, unsure, unseen, time.monotonic() - began, out)
    return 1 if wrong else 2 if unsure else 0


def _summary(
    wrong: int, unsure: int, unseen: int, elapsed: float, out: Callable[[str], object]
) -> None:
    events = Event.objects.count()
    waiting = Event.objects.filter(leaf__isnull=True).count()
    sealed = figures.grouped(events - waiting)
    out(
        f"Nhật ký: {figures.grouped(events)} sự kiện, {sealed} đã niêm phong,"
        f" {figures.grouped(waiting)} chờ niêm phong."
    )
    took = f"Kiểm tra trong {figures.seconds(elapsed)} giây."
    if chain := seals.last_chain():
        out(f"Mã chuỗi niêm phong mới nhất (nên ghi vào biên bản): {chain}")
    out(BLIND)
    if wrong:
        out(f"CÓ SAI LỆCH: {wrong} vấn đề. {took}")
    elif unsure:
        out(f"KHÔNG KẾT LUẬN ĐƯỢC {unsure} chỗ. {took}")
    else:
        rest = f", trừ {unseen} nhóm không kiểm tra được nêu trên" if unseen else ""
        out(f"Mọi thứ khớp{rest}. {took}")
