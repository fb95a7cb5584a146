"""The life of the requests about books, and of a missed assessment that asks for a decision."""

from hocba.kernel.flow import Flow, Move, State

CORRECTION = Flow(
    "correction",
    states=(
        State("draft", "nháp", "draft"),
        State("submitted", "đã nộp", "submitted"),
        State("endorsed", "tổ trưởng đã xác nhận", "submitted"),
        State("approved", "đã duyệt, chờ ghi vào sổ", "open"),
        State("applied", "đã sửa", "done"),
        State("rejected", "không duyệt", "rejected"),
        State("withdrawn", "đã rút", "draft"),
    ),
    moves=(
        Move("attach", ("draft", "submitted", "endorsed"), None, "Thêm minh chứng"),
        Move("submit", ("draft",), "submitted", "Nộp"),
        Move("endorse", ("submitted",), "endorsed", "Xác nhận"),
        Move("approve", ("submitted", "endorsed"), "approved", "Duyệt"),
        Move("reject", ("submitted", "endorsed"), "rejected", "Từ chối"),
        Move("withdraw", ("draft", "submitted", "endorsed", "approved"), "withdrawn", "Rút lại"),
        Move("apply", ("submitted", "approved"), "applied", "Ghi điểm mới vào sổ"),
        Move("hear", ("applied",), None, "Đã giải trình"),
    ),
)

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
