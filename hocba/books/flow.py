"""The life of requests about books, of a missed assessment to decide on, of a printed book."""

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
        State("withdrawn", "đã thu hồi quyết định", "old"),
    ),
    moves=(
        Move("decide", ("proposed",), "decided", "Quyết định ghi 0 hoặc Chưa đạt"),
        Move("refuse", ("proposed",), "refused", "Không ghi"),
        Move("withdraw", ("decided",), "withdrawn", "Thu hồi quyết định"),
    ),
)

PERSONAL = Flow(
    "personal",
    states=(
        State("printed", "đã in, đang dùng", "open"),
        State("replaced", "đã thay, chờ nộp lại", "waiting"),
        State("handed_in", "đã nộp về trường", "done"),
    ),
    moves=(
        Move("replace", ("printed",), "replaced", "In sổ thay"),
        Move("hand_in", ("printed", "replaced"), "handed_in", "Nhận sổ"),
    ),
)

REPLACEMENT = Flow(
    "replacement",
    states=(
        State("submitted", "chờ duyệt", "waiting"),
        State("approved", "đã duyệt, chờ in lại", "open"),
        State("applied", "đã in lại", "done"),
        State("rejected", "không duyệt", "rejected"),
        State("withdrawn", "đã rút", "draft"),
    ),
    moves=(
        Move("approve", ("submitted",), "approved", "Duyệt"),
        Move("reprint", ("approved",), "applied", "In sổ thay"),
        Move("reject", ("submitted",), "rejected", "Từ chối"),
        Move("withdraw", ("submitted", "approved"), "withdrawn", "Rút lại"),
    ),
)
