"""The life of the requests about books: short openings and corrections."""

from hocba.kernel.flow import Flow, Move, State

OPENING = Flow(
    "opening",
    states=(
        State("submitted", "chờ duyệt", "waiting"),
        State("applied", "đã mở", "done"),
        State("rejected", "không duyệt", "rejected"),
        State("withdrawn", "đã rút", "draft"),
    ),
    moves=(
        Move("approve", ("submitted",), "applied", "Duyệt, mở ngay"),
        Move("open", ("submitted",), "applied", "Tự mở khi báo đã chấm xong"),
        Move("reject", ("submitted",), "rejected", "Từ chối"),
        Move("withdraw", ("submitted",), "withdrawn", "Rút lại"),
    ),
)
