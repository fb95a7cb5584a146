"""Every part of the design system on one page, rendered from the product's own templates."""

from pathlib import Path
from types import SimpleNamespace as Made

from jinja2 import Environment, FileSystemLoader

from hocba.web import jinja as product

TEMPLATES = Path(__file__).parents[3] / "hocba" / "web" / "templates"

NAV = [
    ("Hôm nay", "#", True, 0),
    ("Sổ sách", "#", False, 0),
    ("Ký số", "#", False, 3),
    ("Thống kê", "#", False, 0),
    ("Nhà trường", "#", False, 0),
]
SUBJECTS = [
    "Ngữ văn",
    "Toán",
    "Ngoại ngữ 1",
    "GDCD",
    "LS&ĐL",
    "KHTN",
    "Công nghệ",
    "Tin học",
    "GDTC",
    "Nghệ thuật",
    "GDĐP",
    "HĐTN",
]
BOARD = [
    (name, [(40 - (n * m * 7 % 41 if (n + m) % 4 == 0 else 0), 40) for m in range(12)])
    for n, name in enumerate(["6A1", "6A2", "7A1", "7A2", "8A1", "8A2", "9A1", "9A2"])
]
TODO = [
    Made(title="Sửa điểm", what="Toán 8A2 · ĐĐGgk 6,0 → 8,0", detail="Cô Hằng · cộng sót câu 4 · có ảnh bài kiểm tra · tổ trưởng đã xác nhận", href="#", label="Xem"),
    Made(title="Mở sổ", what="KHTN 7A1 · ĐĐGtx 2 · 2 giờ", detail="Thầy Bình · vừa chấm xong bài sáng nay", href="#", label="Xem"),
    Made(title="Cấp bản sao học bạ", what="lần 1 · Trần Thị Mai, khóa 2015–2019", detail="Văn thư đã kiểm tra giấy tờ", href="#", label="Xem"),
]  # fmt: skip
WHY = Made(label="Điểm trung bình môn học kì I", value="7,8", clause="TT 22 Đ9 k2 a", how="(9 + 7,5 + 6 + 6,5 × 2 + 8,5 × 3) : 8 = 7,625 → 7,6", inputs=[
    Made(label="Đánh giá thường xuyên", value="9 · 7,5 · 6", clause="TT 22 Đ6", how="3 bài, mỗi bài hệ số 1"),
    Made(label="Đánh giá giữa kì", value="6,5", how="hệ số 2", inputs=[Made(label="Ghi ngày 28/10/2026", value="6,5", how="Cô Lê Thu Hằng")]),
    Made(label="Đánh giá cuối kì", value="8,5", how="hệ số 3"),
])  # fmt: skip
PAST = [
    Made(
        when="22/11 20:41",
        who="Cô Lê Thu Hằng",
        old="6",
        new="7,5",
        via="nhập trên lưới",
        reason="biên nhận 7F3K-21",
    ),
    Made(when="20/11 08:15", who="Cô Lê Thu Hằng", old="5", new="", via="nhập trên lưới"),
    Made(when="18/11 19:02", who="Cô Lê Thu Hằng", old="", new="5", via="dán từ bảng tính"),
]
PUPILS = [
    (1, "Nguyễn Minh Anh", "8A2", "7,8", "signed"),
    (2, "Trần Gia Bảo", "8A2", "8,1", "sealed"),
    (3, "Y Khương Êban", "8A2", "6,9", "account"),
    (4, "Lý Thị Mẩy", "8A2", "–", "missing"),
]


def environment() -> Environment:
    """The product's own environment, its files of style and script from this harness."""
    env = product.environment(
        loader=FileSystemLoader([TEMPLATES, Path(__file__).parent]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["static"] = lambda path: f"/static/{path}"
    return env


def render(name: str, **more: object) -> str:
    """One page of this directory or of the product, for a principal."""
    me = Made(
        name="Thầy Nguyễn Trọng An",
        role="Hiệu trưởng",
        school="THCS Sông Cầu",
        year="2026–2027",
        id=7,
    )
    known = {
        "me": me,
        "nav": NAV,
        "menu": [("Tài khoản và bảo mật", "#"), ("Việc tôi đã làm", "#")],
        "logout_url": "#",
        "csrf_token": "t0ken",
        "request_id": "r-4f21c9",
    }
    lists = {
        "subjects": SUBJECTS,
        "board": BOARD,
        "todo": TODO,
        "tree": WHY,
        "past": PAST,
        "pupils": PUPILS,
    }
    return environment().get_template(name).render(**{**known, **lists, **more})


def gallery() -> str:
    return render("gallery.html")


def verify(state: str) -> str:
    titles = {"valid": "Học bạ hợp lệ", "invalid": "Không hợp lệ", "unknown": "Chưa kết luận được"}
    said = {
        "valid": "Nội dung còn nguyên từ khi nhà trường đóng dấu.",
        "invalid": "Nội dung đã bị thay đổi sau khi ký.",
        "unknown": "Chưa kiểm tra được chứng thư số của người ký.",
    }
    return render(
        "verify_sample.html",
        state=state,
        verdict_title=titles[state],
        verdict_text=said[state],
        me=None,
        nav=[],
    )


def gate() -> str:
    """The log-in page's frame."""
    return render("gate_sample.html", me=None, nav=[])


def error() -> str:
    return render(
        "error.html",
        title="Chưa làm được việc này",
        sentences=("Cột ĐĐGgk đã khóa ngày 02/11 theo lệnh của Hiệu trưởng.",),
        status=403,
    )
