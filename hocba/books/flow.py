"""The life of a missed assessment that asks for a decision."""

from hocba.kernel.flow import Flow, Move, State

ZERO = Flow(
    "zero",
    states=(
        State("proposed", "chờ Hiệu trưởng", "waiting"),
        State("decided", "đã ghi theo quyết định", "done"),
        State("refused", "không ghi, chờ đánh giá bù", "old"),
    ),
    moves=(
        Move("decide", ("proposed",), "decided", "Quyết định ghi 0 hoặc Chưa đạt"),
        Move("refuse", ("proposed",), "refused", "Không ghi"),
    ),
)
