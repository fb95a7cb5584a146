"""Whether bytes are a scan that everybody can open: the evidence behind a request or a decision."""

from collections.abc import Iterator
from typing import Any

from hocba.kernel import pictures

MOST_OBJECTS = 100_000
_ACTING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMedia"}
"""Kinds of dictionaries that run, send or open something. No scanner writes them."""
_PDF = b"%PDF-"
_AGAIN = "hãy quét lại, hoặc in ra PDF, rồi tải lên"


class BadScan(ValueError):
    """Bytes that are no such scan; the message is for the user."""


def media_of(data: bytes) -> str:
    """`application/pdf`, `image/jpeg` or `image/png` of a sound scan, by its bytes.

    Raises BadScan for anything else: a broken file, a locked PDF, one that runs code or has no page.
    """
    if data.startswith(_PDF):
        _check_pdf(data)
        return "application/pdf"
    if not pictures.is_picture(data):
        raise BadScan("Tệp không phải ảnh JPEG, PNG hoặc bản quét PDF.")
    try:
        return pictures.media_of(data)
    except pictures.BadPicture as problem:
        raise BadScan(f"{problem} Hãy chụp hoặc quét lại rồi tải lên.") from None


def _check_pdf(data: bytes) -> None:
    import pikepdf  # 20 MB that an idle server need not hold

    from hocba.kernel.pdfs import open_pdf

    damaged = BadScan(f"Tệp PDF bị hỏng, không mở được; {_AGAIN}.")
    try:
        with open_pdf(data) as opened:
            if opened.is_encrypted:
                raise _locked()
            if not any(_written(page.obj) for page in opened.pages):
                raise BadScan(f"Tệp PDF không có trang nào đọc được; {_AGAIN}.")
            if len(opened.objects) > MOST_OBJECTS:
                raise BadScan(f"Tệp PDF quá phức tạp để làm minh chứng; {_AGAIN}.")
            for found in _dictionaries(opened):
                _check_dictionary(found)
    except pikepdf.PasswordError:
        raise _locked() from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        if isinstance(error, BadScan):
            raise
        raise damaged from None


def _locked() -> BadScan:
    return BadScan("Tệp PDF có mật khẩu hoặc bị hạn chế quyền; hãy lưu bản không khóa rồi tải lên.")


def _written(page: Any) -> bool:
    """Whether a page has something on it; what a cut file has lost is not there."""
    import pikepdf

    contents = page.get("/Contents")
    pieces = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return any(isinstance(piece, pikepdf.Stream) for piece in pieces)


def _dictionaries(opened: Any) -> Iterator[Any]:
    """Every dictionary of the file, once."""
    import pikepdf

    for whole in opened.objects:
        waiting = [whole]
        while waiting:
            found = waiting.pop()
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                yield found
                inside = [value for _, value in found.items()]
            elif isinstance(found, pikepdf.Array):
                inside = list(found)
            else:
                continue
            waiting += [
                one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect
            ]


def _check_dictionary(found: Any) -> None:
    kinds = {str(found.get(name, "")) for name in ("/S", "/Type", "/Subtype")}
    if "/XFA" in found:
        raise BadScan(f"Tệp PDF là biểu mẫu điền được, không phải bản quét; {_AGAIN}.")
    if "/JS" in found or kinds & _ACTING:
        raise BadScan(f"Tệp PDF có mã lệnh tự chạy; {_AGAIN}.")
