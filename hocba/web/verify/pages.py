"""The public pages: a document by its code, and the verdict on a file. No log-in, no marks."""

import datetime
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from hocba.documents import keys, queries
from hocba.documents.verify import State, Verdict, verify_bytes
from hocba.documents.verify.report import KINDS
from hocba.web.page import public, render
from hocba.web.verify.limits import InMemory, too_often

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
    State.INVALID: "Không dùng tệp này. Lý do ở dưới.",
    State.UNKNOWN: "Chưa đủ căn cứ để nói tệp này đúng hay sai. Lý do ở dưới.",
}
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
    return _drawn(request, "verify/card.html", card=card, look=look, title=title, text=text)


@dataclass(frozen=True)
class Judged:
    """A verdict as shown: its words, the facts and every signer."""

    name: str
    verdict: Verdict

    @property
    def look(self) -> str:
        return LOOKS[self.verdict.state]

    @property
    def title(self) -> str:
        return TITLES[self.verdict.state]

    @property
    def text(self) -> str:
        return SAYS[self.verdict.state]

    @property
    def kind(self) -> str:
        words = KINDS.get(self.verdict.document.kind, "học bạ")
        return words[0].upper() + words[1:]

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(p.sentence for p in self.verdict.problems))

    @property
    def signers(self) -> list[tuple[str, str, str, str, bool]]:
        """(name, role, when, how, good) of each."""
        return [
            (s.name, s.role_name, _when(s.when), _how(s.issuer, s.form, s.stamped), s.good)
            for s in self.verdict.signers
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
    files = request.FILES.getlist("file")
    if handler.over:
        said = "Tệp lớn quá 5 MB (hoặc nhiều hơn hai tệp) nên không kiểm tra ở đây. Học bạ chỉ dưới 1 MB."
        return _drawn(
            request, "verify/ask.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, code="", said=said
        )
    if not files:
        said = "Chưa chọn tệp nào. Hãy chọn tệp PDF hoặc XML của học bạ."
        return _drawn(request, "verify/ask.html", HTTPStatus.BAD_REQUEST, code="", said=said)
    now = timezone.now()
    answers = tuple(keys.open_authority(now).crls(now)) if keys.has_authority() else ()
    contents = [(str(f.name), f.read()) for f in files]
    judged = [
        Judged(
            name[:80],
            verify_bytes(
                data,
                keys.trust(),
                at=now,
                companions=[d for _, d in contents if d is not data],
                answers=answers,
                full=True,
            ),
        )
        for name, data in contents
    ]
    worst = next(
        j
        for s in (State.INVALID, State.UNKNOWN, State.VALID)
        for j in judged
        if j.verdict.state is s
    )
    return _drawn(request, "verify/verdict.html", judged=judged, worst=worst)


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
