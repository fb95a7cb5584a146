"""Every reason for refusing a signature or doubting a document: a code and its Vietnamese sentence.

The same sentences serve the signing desk (before signing) and verification (afterwards).
"""

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """What a reason does to the verdict."""

    UNCLEAR = 1  # nothing proven wrong, but nothing proven right either
    WRONG = 2


UNCLEAR, WRONG = Weight.UNCLEAR, Weight.WRONG

REASONS: dict[str, tuple[Weight, str]] = {
    # trust
    "empty-trust": (
        UNCLEAR,
        "Kho chứng thư tin cậy ({world}) đang trống nên chưa thể kết luận; hãy nhập chứng thư gốc trước.",
    ),
    "unknown-ca": (
        WRONG,
        "Chứng thư của {who} do “{issuer}” cấp, không nối được tới tổ chức chứng thực nào trong kho tin cậy.",
    ),
    "other-world": (
        WRONG,
        "Chứng thư của {who} thuộc hệ {found}, trong khi tài liệu thuộc hệ {wanted}; hai hệ không được dùng lẫn.",
    ),
    "not-yet-valid": (WRONG, "Chứng thư của {who} chưa có hiệu lực vào lúc ký ({when})."),
    "expired": (WRONG, "Chứng thư của {who} đã hết hạn trước lúc ký ({when})."),
    "expired-since": (
        UNCLEAR,
        "Chứng thư của {who} nay đã hết hạn và chữ ký không có dấu thời gian, nên không chứng minh được là ký khi còn hạn.",
    ),
    "revoked": (WRONG, "Chứng thư của {who} đã bị thu hồi từ {since}, trước lúc ký."),
    "revoked-since": (
        UNCLEAR,
        "Chứng thư của {who} đã bị thu hồi từ {since} và không có dấu thời gian chứng minh chữ ký có trước lúc đó.",
    ),
    "no-status": (
        UNCLEAR,
        "Không có thông tin thu hồi cho chứng thư của {who} tại lúc ký, nên chưa thể kết luận.",
    ),
    "usage": (WRONG, "Chứng thư của {who} không được cấp để ký số."),
    "weak-algorithm": (WRONG, "Chứng thư của {who} dùng thuật toán không còn an toàn ({what})."),
    "wrong-person": (
        WRONG,
        "Chữ ký ở vị trí của {who} lại dùng chứng thư của người khác ({found}).",
    ),
    "wrong-school": (
        WRONG,
        "Con dấu số dùng chứng thư của đơn vị khác ({found}), không phải {who} (mã số thuế {taxcode}).",
    ),
    # XML
    "not-xml": (WRONG, "Tệp không phải XML đọc được."),
    "too-large": (UNCLEAR, "Tệp quá lớn để kiểm tra."),
    "forbidden-xml": (WRONG, "Tệp XML chứa phần bị cấm ({what})."),
    "layout": (WRONG, "Tệp không đúng cấu trúc học bạ: {what}."),
    "not-fixed": (WRONG, "Tệp XML đã bị sửa cách viết so với bản đã ký (dù nội dung không đổi)."),
    "foreign-certificates": (
        WRONG,
        "Chữ ký của {who} mang kèm chứng thư không thuộc chuỗi tin cậy.",
    ),
    "wrapped": (
        WRONG,
        "Cấu trúc chữ ký bị lồng ghép: phần “{what}” nằm sai chỗ hoặc bị lặp, có dấu hiệu giả mạo dữ liệu đã ký.",
    ),
    "signature-shape": (WRONG, "Chữ ký của {who} không đúng khuôn dạng đã quy định."),
    "changed": (WRONG, "Nội dung “{what}” đã bị sửa sau khi {who} ký."),
    "bad-signature": (WRONG, "Giá trị chữ ký của {who} không đúng."),
    "missing": (WRONG, "Tài liệu chưa đủ chữ ký: thiếu {who}."),
    "extra": (WRONG, "Có chữ ký thừa hoặc đặt sai vùng: “{what}”."),
    "order": (
        WRONG,
        "Thứ tự thời gian ký không hợp lệ: {who} ký trước những người phải ký trước mình.",
    ),
    "future": (WRONG, "Thời điểm ký của {who} ({when}) ở tương lai."),
    "second-opinion": (WRONG, "Bộ kiểm tra độc lập không chấp nhận chữ ký của {who}."),
    # PDF
    "not-pdf": (WRONG, "Tệp không phải PDF đọc được."),
    "no-signature": (WRONG, "Tệp PDF không có chữ ký số nào."),
    "foreign-signature": (
        WRONG,
        "Tệp PDF có chữ ký nhưng không còn đúng khuôn dạng của học bạ đã phát hành, nên không được công nhận.",
    ),
    "appended": (
        WRONG,
        "Tệp PDF bị thêm nội dung sau khi {who} ký (cập nhật nối tiếp không thuộc quy trình ký).",
    ),
    "pages-added": (
        WRONG,
        "Tệp PDF bị thêm hoặc bớt trang sau khi ký: đã ký {signed} trang, nay có {found} trang.",
    ),
    "byte-range": (WRONG, "Chữ ký của {who} không bao trùm hết phần tài liệu phải bao trùm."),
    "no-xml": (WRONG, "Tệp PDF không mang dữ liệu XML của học bạ kèm theo."),
    "swapped": (WRONG, "Dữ liệu XML và bản PDF không cùng một học bạ (XML: {xml}; PDF: {pdf})."),
    "companion": (WRONG, "Tệp XML đi kèm không cùng dữ liệu với bản PDF ({what})."),
    "judge": (WRONG, "Bộ kiểm tra PDF độc lập không chấp nhận chữ ký của {who}: {what}."),
    # time stamps
    "bad-stamp": (WRONG, "Dấu thời gian trên chữ ký của {who} không hợp lệ."),
    "stamp-ca": (
        UNCLEAR,
        "Dấu thời gian trên chữ ký của {who} không do đơn vị nào trong kho tin cậy cấp.",
    ),
    # signing desk
    "already-signed": (WRONG, "Vị trí ký “{slot}” đã có chữ ký."),
    "no-slot": (WRONG, "Tài liệu không có vị trí ký “{slot}”."),
    "too-early": (WRONG, "Chưa đến lượt ký “{slot}”: còn thiếu {who}."),
    "slot-mode": (WRONG, "Vị trí ký “{slot}” không nhận hình thức này."),
    "wrong-value": (
        WRONG,
        "Giá trị chữ ký trả về không khớp với chứng thư của {who}; hãy ký lại tài liệu này.",
    ),
    "no-key": (WRONG, "Không tìm thấy khóa ký của {who}."),
    "passphrase": (WRONG, "Mật khẩu của tệp khóa không đúng."),
    "no-stamp": (UNCLEAR, "Dịch vụ dấu thời gian không trả lời; hãy thử lại sau."),
    "no-signer": (UNCLEAR, "Dịch vụ ký số không trả lời; hãy thử lại sau."),
    "no-answer": (
        UNCLEAR,
        "Dịch vụ trạng thái chứng thư (OCSP) không trả lời; hãy thử lại sau.",
    ),
    "reserve": (WRONG, "Chữ ký dài hơn chỗ đã dành trong tệp PDF; hãy chuẩn bị lại tài liệu."),
    # anything else
    "unreadable": (UNCLEAR, "Tệp hỏng hoặc có cấu trúc lạ, không đọc hết được."),
    "no-file": (UNCLEAR, "Không đọc được tệp “{what}”."),
    "unknown-kind": (
        UNCLEAR,
        "Không kết luận được: đây không phải học bạ dạng PDF hay XML của phần mềm này.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, with its sentence filled in."""

    code: str
    sentence: str
    weight: Weight
    slot: str = ""


def problem(code: str, *, slot: str = "", **facts: object) -> Problem:
    """The reason `code` with `facts` put into its sentence."""
    weight, text = REASONS[code]
    return Problem(code, text.format(slot=slot, **facts), weight, slot)


class Refused(Exception):
    """Signing may not go on; `problems` hold the reasons in Vietnamese."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(p.sentence for p in problems))
        self.problems = problems


def refuse(code: str, *, slot: str = "", **facts: object) -> Refused:
    """A refusal with one reason, to be raised."""
    return Refused(problem(code, slot=slot, **facts))
