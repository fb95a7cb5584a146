"""The public pages: a document by its code, and the verdict on a file. No log-in, no marks."""

import datetime
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from hocba.documents import keys, queries
from hocba.documents.queries import PublicCard
from hocba.documents.verify import State
from hocba.documents.verify.apart import judge_apart
from hocba.documents.verify.report import KINDS
from hocba.web.page import public, render
from hocba.web.verify.limits import MOST_BYTES, InMemory, too_often

LOOKUPS, UPLOADS = 60, 12
WHY = "Ai cầm học bạ cũng kiểm tra được; trang không cho thấy điểm"
LOOKS = {State.VALID: "valid", State.INVALID: "invalid", State.UNKNOWN: "unknown"}
TITLES = {
    State.VALID: "Hợp lệ",
    State.INVALID: "Không hợp lệ",
    State.UNKNOWN: "Không kết luận được",
}
SAYS = {
    State.VALID: "Tệp nguyên vẹn, đủ chữ ký và con dấu số.",
    State.INVALID: "Không dùng tệp này. Lí do ở dưới.",
    State.UNKNOWN: "Chưa đủ căn cứ để nói tệp này đúng hay sai. Lí do ở dưới.",
}
WORLDS = {"test": "thử nghiệm, không có giá trị pháp lý", "real": "chứng thư thật"}
ABOUT = {
    "issued": (
        "valid",
        "Đang có giá trị",
        "Nhà trường đã ký, đóng dấu số và phát hành học bạ này.",
    ),
    "sealed": (
        "unknown",
        "Chưa phát hành",
        "Học bạ đã đóng dấu số nhưng nhà trường chưa phát hành.",
    ),
    "signing": ("unknown", "Đang ký", "Học bạ này chưa đủ chữ ký nên chưa có giá trị."),
    "superseded": ("invalid", "Đã có bản thay thế", "Bản này không còn dùng; hãy xem bản mới."),
    "revoked": ("invalid", "Đã thu hồi", "Nhà trường đã thu hồi học bạ này."),
}


@public(WHY)
def ask(request: HttpRequest) -> HttpResponse:
    """Where one types the short code or gives a file."""
    code = request.GET.get("ma", "").strip()
    if code:
        return HttpResponseRedirect(
            reverse("verify-code", args=[queries.tidy_code(code[:40]) or "-"])
        )
    return _drawn(request, "verify/ask.html", code="", said="")


@public(WHY)
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """The card of a document by the code of its QR: state and signers, a masked name."""
    if too_often(request, "code", LOOKUPS):
        return _busy(request)
    card = queries.public_lookup(code)
    if card is None:
        said = f"Không có học bạ nào mang mã «{code[:20]}». Hãy xem lại từng chữ, hoặc gửi tệp để kiểm tra."
        return _drawn(request, "verify/ask.html", HTTPStatus.NOT_FOUND, code=code[:20], said=said)
    look, title, text = ABOUT[card.state]
    if card.trust == "test" and card.state == "issued":
        title = "Học bạ thử nghiệm, đang dùng"
    return _drawn(request, "verify/card.html", card=card, look=look, title=title, text=text)


@dataclass(frozen=True)
class Judged:
    """A verdict as shown: its words, the facts and every signer. `found` is `Verdict.to_json()`."""

    name: str
    found: dict[str, Any]

    @property
    def state(self) -> State:
        return State[self.found["state"]]

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def title(self) -> str:
        return TITLES[self.state]

    @property
    def text(self) -> str:
        return SAYS[self.state]

    @property
    def label(self) -> str:
        return str(self.found["label"])

    @property
    def form(self) -> str:
        return str(self.found["form"])

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Which document it is, by the signed data; nothing when unknown."""
        about = self.found["document"]
        if not about["document"]:
            return []
        kind = KINDS.get(about["kind"], "học bạ")
        return [
            ("Văn bản", kind[0].upper() + kind[1:]),
            ("Bản", about["version"]),
            ("Mã văn bản", about["document"]),
            ("Hệ chứng thư", WORLDS.get(about["trust"], "không rõ")),
        ]

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(p["sentence"] for p in self.found["problems"]))

    @property
    def signers(self) -> list[tuple[str, str, str, str, bool]]:
        """(name, role, when, how, good) of each."""
        return [
            (
                s["name"],
                s["role_name"],
                _when(s["when"]),
                _how(s["issuer"], s["form"], s["stamped"]),
                s["good"],
            )
            for s in self.found["signers"]
        ]


def _when(text: str) -> str:
    try:
        return f"{datetime.datetime.fromisoformat(text):%H:%M ngày %d/%m/%Y}"
    except ValueError:
        return text[:40]


def _how(issuer: str, form: str, stamped: str) -> str:
    if not issuer:
        return "xác nhận bằng tài khoản, không phải chữ ký số"
    place = "bản PDF" if form == "PDF" else "dữ liệu XML"
    return f"ký số trên {place}, chứng thư do {issuer} cấp" + (
        ", có dấu thời gian" if stamped else ""
    )


@csrf_exempt  # judges bytes and changes nothing; works on phones without cookies
@public(WHY, methods=("GET", "HEAD", "POST"))
def upload(request: HttpRequest) -> HttpResponse:
    """The verdict on a PDF or XML, or on both together. The files are forgotten with the answer."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("verify"))
    if too_often(request, "file", UPLOADS):
        return _busy(request)
    handler = InMemory(request)
    request.upload_handlers = [handler]
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + 2**16:
        return _too_big(request)
    files = request.FILES.getlist("file")
    if handler.over:
        return _too_big(request)
    if not files:
        said = "Chưa chọn tệp nào. Hãy chọn tệp PDF hoặc XML của học bạ."
        return _drawn(request, "verify/ask.html", HTTPStatus.BAD_REQUEST, code="", said=said)
    now = timezone.now()
    answers = keys.open_authority(now).crls(now) if keys.has_authority() else []
    found = judge_apart([f.read() for f in files], Path(settings.PKI) / "trust", now, answers)
    judged = [Judged(str(f.name)[:80], one) for f, one in zip(files, found, strict=True)]
    order = (State.INVALID, State.UNKNOWN, State.VALID)
    worst = min(judged, key=lambda j: order.index(j.state))
    return _drawn(
        request, "verify/verdict.html", judged=judged, worst=worst, register=_register(judged)
    )


def _register(judged: list[Judged]) -> PublicCard | None:
    """What the register says of the document of the files, when it is one of this installation.

    A file can be whole and still be revoked or replaced: the signatures cannot know.
    """
    for one in judged:
        if one.state is State.VALID:
            card = queries.public_lookup_of(one.found["document"]["document"])
            if card is not None:
                return card
    return None


def _too_big(request: HttpRequest) -> HttpResponse:
    said = (
        "Tệp lớn quá 5 MB (hoặc nhiều hơn hai tệp) nên không kiểm tra ở đây."
        " Tệp học bạ thường chưa tới 1 MB."
    )
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return _drawn(request, "verify/ask.html", status, code="", said=said)


def _busy(request: HttpRequest) -> HttpResponse:
    said = "Có quá nhiều lượt tra cứu từ địa chỉ này. Xin chờ một phút rồi thử lại."
    answer = _drawn(request, "verify/ask.html", HTTPStatus.TOO_MANY_REQUESTS, code="", said=said)
    answer["Retry-After"] = "60"
    return answer


def _drawn(
    request: HttpRequest, template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object
) -> HttpResponse:
    answer = render(request, template, status, hot=True, **shown)  # type: ignore[arg-type]
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer
