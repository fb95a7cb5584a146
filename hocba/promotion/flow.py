"""The life of a class's results in a period, and of a nomination for praise."""

from hocba.kernel.flow import Flow, Move, State

REVIEW = Flow(
    "review",
    states=(
        State("proposed", "chờ GVCN kiểm tra", "waiting"),
        State("checked", "GVCN đã kiểm tra", "submitted"),
        State("decided", "đã quyết định", "done"),
        State("reopened", "đã mở lại", "late"),
    ),
    moves=(
        Move("check", ("proposed", "checked", "reopened"), "checked", "Đã kiểm tra"),
        Move("decide", ("checked", "decided"), "decided", "Quyết định"),
        Move("reopen", ("decided",), "reopened", "Mở lại"),
    ),
)

PRAISE = Flow(
    "praise",
    states=(
        State("proposed", "chờ xét khen", "waiting"),
        State("decided", "đã khen", "done"),
        State("refused", "không khen", "rejected"),
    ),
    moves=(
        Move("decide", ("proposed",), "decided", "Khen"),
        Move("refuse", ("proposed",), "refused", "Không khen"),
    ),
)
