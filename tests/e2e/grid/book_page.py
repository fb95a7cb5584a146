"""A static page with one invented book of 45 pupils, drawn as docs/dev/grid.md says."""

from dataclasses import dataclass, field
from html import escape

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ", "Vũ", "Bùi", "Ngô"]
GIVEN = ["Minh Anh", "Gia Bảo", "Ngọc Bích", "Quốc Cường", "Thùy Dung", "Văn Đạt", "Hải Đăng",
         "Hương Giang", "Thanh Hà", "Đức Hiếu", "Khánh Huyền"]  # fmt: skip


@dataclass(frozen=True)
class Head:
    """One column: key, kind, words, and what the header says."""

    key: str
    kind: str
    label: str
    codes: str = ""
    labels: str = ""
    why: str = ""


HEADS = [
    Head("1:tx1", "score", "ĐĐGtx 1"),
    Head("1:tx2", "score", "ĐĐGtx 2"),
    Head("1:tx3", "score", "ĐĐGtx 3"),
    Head("1:tx4", "score", "ĐĐGtx 4"),
    Head("1:gk", "score", "ĐĐGgk", why="đã khóa 02/11 theo lệnh của Hiệu trưởng"),
    Head("1:ck", "score", "ĐĐGck"),
    Head("1:ktdk", "integer", "KTĐK"),
    Head("1:muc", "level", "Mức đạt", codes="T,H,C", labels="Hoàn thành tốt,Hoàn thành,Chưa hoàn thành"),
    Head("1:gdtc", "level", "GDTC", codes="Đ,CĐ", labels="Đạt,Chưa đạt"),
    Head("1:vang", "count", "Vắng P"),
    Head("1:nx", "text", "Nhận xét"),
]  # fmt: skip


def name_of(student: int) -> str:
    """An invented name."""
    return f"{FAMILY[student * 5 % 9]} {GIVEN[student % 11]}"


def code_of(student: int) -> str:
    """The Ministry's code of an invented pupil."""
    return f"{9900010000 + student}"


def born_of(student: int) -> str:
    """The birth date of an invented pupil."""
    return f"2012-{student % 12 + 1:02d}-{student % 28 + 1:02d}"


def mark(tenths: int) -> str:
    """Tenths in Vietnamese writing."""
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)


@dataclass
class Marks:
    """Wire values by (student, column key); empty cells are absent."""

    pupils: int = 45
    values: dict[tuple[int, str], int | str] = field(default_factory=dict)
    shut: dict[tuple[int, str], str] = field(
        default_factory=lambda: {(3, "1:tx4"): "chuyển đi 10/11"}
    )

    def fill(self) -> None:
        """Give every pupil marks in tx1, tx2, gk and a level."""
        for s in range(1, self.pupils + 1):
            self.values[s, "1:tx1"] = 50 + s * 7 % 50
            self.values[s, "1:tx2"] = 50 + s * 11 % 50
            self.values[s, "1:gk"] = 55 + s * 3 % 45
            self.values[s, "1:muc"] = "THC"[s % 3]

    def text(self, student: int, head: Head) -> str:
        value = self.values.get((student, head.key))
        if value is None:
            return ""
        if head.kind in ("score", "integer"):
            return mark(int(value))
        return str(value)


WAYS = ' data-way="open" data-filled="open correct" data-empty="open"'


def head_cell(head: Head, marks: Marks) -> str:
    filled = sum((s, head.key) in marks.values for s in range(1, marks.pupils + 1))
    extra = f' data-codes="{head.codes}"' if head.codes else ""
    extra += f' data-labels="{head.labels}"' if head.labels else ""
    extra += f' data-state=locked data-why="{head.why}"{WAYS}' if head.why else ""
    small = "đã khóa 02/11" if head.why else f"{filled}/{marks.pupils}"
    return f'<th data-col="{head.key}" data-kind={head.kind}{extra}>{head.label}<small>{small}</small></th>'


def cell(marks: Marks, student: int, head: Head) -> str:
    """One cell; the third pupil has left before the fourth test."""
    why = marks.shut.get((student, head.key))
    lock = f' data-lock="{why}"' if why else ""
    return f"<td{lock}>{escape(marks.text(student, head))}</td>"


def grid(marks: Marks, *, user: str, more: str) -> str:
    """The whole element, as the server of the product renders it."""
    heads = HEADS
    cols = "<col><col>" + "".join("<col class=lock>" if h.why else "<col>" for h in heads) + "<col>"
    top = "".join(head_cell(h, marks) for h in heads)
    rows = []
    for s in range(1, marks.pupils + 1):
        cells = "".join(cell(marks, s, h) for h in heads)
        avg = "7,8" if s <= 10 else "–"
        rows.append(
            f"<tr data-student={s}><td>{s}</td><th>{name_of(s)}</th>{cells}<td>{avg}</td></tr>"
        )
    body = "\n".join(rows)
    return f"""<hb-grid class="sheet" data-book="812" data-user="{user}" data-save-url="/save"
 data-history-url="/history" data-why-url="/why" data-proof-url="/proof" data-roster-url="/roster" data-klass="8A2" data-unlock-url="/unlock" data-active="1:tx3"{more}>
<div class="grid-tools"><span class="push hint">Enter xuống · Tab sang · <span data-short></span> F2 nhật kí</span></div>
<div class="grid-note"></div>
<div class="grid-scroll"><table class="grid"><colgroup>{cols}</colgroup>
<thead><tr><th>TT</th><th class="name">Họ và tên</th>{top}<th data-result="avg">ĐTBmhk<small>vì sao?</small></th></tr></thead>
<tbody>{body}</tbody></table></div>
<div class="say grid-say"><span class="push">Cột ĐĐGgk đã khóa theo lệnh của Hiệu trưởng · <a href="/unlock">Xin mở sổ</a></span></div>
</hb-grid>"""


def document(marks: Marks, *, user: str = "7", preview: bool = False) -> str:
    """A full page around the grid."""
    more = ' data-preview-url="/preview"' if preview else ""
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Toán · 8A2</title><meta name="csrf-token" content="t0ken"><link rel="icon" href="/static/icons/favicon.svg"><link rel="stylesheet" href="/static/css/hocba.css">
<script type="module" src="/static/js/app.js"></script><script type="module" src="/static/js/grid.js"></script></head><body>
<header class="bar"><a class="brand" href="/">HọcBạ</a><nav aria-label="Chính"><a href="#">Hôm nay</a><a href="#" aria-current="page">Sổ điểm</a><a href="#">Điểm danh</a></nav></header>
<main class="page" id="main"><div class="head"><div><h1>Toán · 8A2 · Học kì I</h1><p>{marks.pupils} học sinh · <span class="chip open">đang mở</span> hạn nhập 15/12</p></div>
<div class="act"><button class="quiet">Nhật kí sửa điểm</button><button>Tải tệp mẫu</button><button class="main" data-grid-save>Lưu<span class="key"> · Ctrl+S</span></button></div></div>
{grid(marks, user=user, more=more)}</main></body></html>"""
