"""The life of a transcript document, of a signature slot, of a signing run."""

from hocba.kernel.flow import Flow, Move, State

TRANSCRIPT = Flow(
    "transcript",
    states=(
        State("proof", "bản rà soát", "draft"),
        State("signing", "đang ký", "progress"),
        State("sealed", "đã đóng dấu số", "good"),
        State("issued", "đã phát hành", "good"),
        State("superseded", "đã có bản thay thế", "old"),
        State("revoked", "đã thu hồi", "bad"),
        State("discarded", "đã bỏ", "old"),
    ),
    moves=(
        Move("release", ("proof",), "signing", "Đưa ra ký"),
        Move("discard", ("proof", "signing"), "discarded", "Bỏ bản này"),
        Move("sign", ("signing",), None, "Ký"),
        Move("seal", ("signing",), "sealed", "Đóng dấu số"),
        Move("issue", ("sealed",), "issued", "Phát hành"),
        Move("supersede", ("signing", "sealed", "issued"), "superseded", "Thay bằng bản mới"),
        Move("revoke", ("issued",), "revoked", "Thu hồi"),
    ),
)
LIVE = ("proof", "signing", "sealed", "issued")

SLOT = Flow(
    "slot",
    states=(
        State("waiting", "chờ ký", "draft"),
        State("signed", "đã ký số", "good"),
        State("confirmed", "đã xác nhận bằng tài khoản", "progress"),
    ),
    moves=(
        Move("sign", ("waiting",), "signed", "Ký số"),
        Move("confirm", ("waiting",), "confirmed", "Xác nhận"),
    ),
)

RUN = Flow(
    "signing_run",
    states=(
        State("running", "đang ký", "progress"),
        State("done", "đã xong", "good"),
        State("cancelled", "đã dừng", "old"),
    ),
    moves=(
        Move("sign", ("running",), None, "Ký tiếp"),
        Move("retry", ("running",), None, "Ký lại ô chưa được"),
        Move("finish", ("running",), "done", "Ký xong"),
        Move("cancel", ("running",), "cancelled", "Dừng"),
    ),
)

STAGES = {"GVBM": 1, "GVCN": 2, "CBQL": 3, "KY_PHAT_HANH": 4}
STAGE_WORDS = {
    1: "giáo viên bộ môn",
    2: "giáo viên chủ nhiệm",
    3: "hiệu trưởng",
    4: "con dấu số của nhà trường",
}
