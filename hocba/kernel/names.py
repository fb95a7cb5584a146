"""Names of people: cleaning, Vietnamese order, accent-free search, short forms.

All functions are pure. Names are Unicode NFC text with single spaces; the order is that of the
Vietnamese alphabet with the tones ngang, huyền, hỏi, ngã, sắc, nặng inside one syllable.
"""

import re
import unicodedata

from hocba.kernel.errors import Invalid

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CODES = "123456789abcdefghijklmnopqrstuvwx"
_LETTER_CODE = dict(zip(_LETTERS, _CODES, strict=True))
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {
    "a\u0306": "ă",
    "a\u0302": "â",
    "e\u0302": "ê",
    "o\u0302": "ô",
    "o\u031b": "ơ",
    "u\u031b": "ư",
}
_APOSTROPHES = "'\u2019\u2018\u02bc\u0060\u00b4"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")
_UNUSUAL = re.compile(
    "[^ -~\u00a1-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2015\u2018-\u201f]|^ | $"
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufff9-\ufffb\U000e0000-\U000e007f"
    + "".join(sorted(_BIDI | _INVISIBLE))
    + "]"
)
_WORD = re.compile(r"[^\W_]+")
_ALLOWED_MARKS = frozenset(" .-") | frozenset(_APOSTROPHES)


class InvalidName(Invalid):
    """A text that cannot be somebody's name; the message is a Vietnamese sentence for the user."""


def clean_text(text: str) -> str:
    """Return free text as NFC without what nobody can see.

    Zero-width, bidirectional, private-use and control characters are dropped; line breaks, tabs and
    all kinds of spaces become single spaces.

    >>> clean_text("  Chăm\\u200b  ngoan\\n")
    'Chăm ngoan'
    """
    text = unicodedata.normalize("NFC", text)
    if not _UNUSUAL.search(text):
        return text if "  " not in text else " ".join(text.split())
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Zs", "Zl", "Zp") or char in "\t\r\n\x0b\x0c":
            kept.append(" ")
        elif char in _INVISIBLE or category in ("Cc", "Cf", "Co", "Cs", "Cn"):
            continue
        else:
            kept.append(char)
    return " ".join("".join(kept).split())


def legible(text: str) -> str:
    """Return what somebody typed as NFC without what nobody can see; line breaks and tabs stay.

    What turns the direction of the words after it, or cannot be stored at all, is gone as well.

    >>> legible("7\\u202e → 8\\x00\\nđúng")
    '7 → 8\\nđúng'
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def clean_name(text: str) -> str:
    """Return a person's name as NFC with single spaces.

    Raises InvalidName for an empty name, text-direction marks (two different names could look the
    same), private-use or unassigned characters (old fonts), digits and symbols. Zero-width characters
    that come with copied text are dropped.

    >>> clean_name(" Nguye\\u0302\\u0303n  Văn Đạt ")
    'Nguyễn Văn Đạt'
    >>> clean_name("H'Nhi Êban")
    "H'Nhi Êban"
    """
    for char in text:
        if char in _BIDI:
            raise InvalidName("Họ tên có kí tự điều khiển chiều chữ; hãy gõ lại họ tên.")
        if unicodedata.category(char) in ("Co", "Cs", "Cn"):
            raise InvalidName("Họ tên có kí tự của phông chữ cũ; hãy gõ lại bằng Unicode.")
    name = clean_text(text)
    if not name:
        raise InvalidName("Họ tên để trống.")
    for char in name:
        kind = unicodedata.category(char)[0]
        if kind == "N":
            raise InvalidName(f"Họ tên “{name}” có chữ số.")
        if kind not in "LM" and char not in _ALLOWED_MARKS:
            raise InvalidName(f"Họ tên “{name}” có kí tự lạ “{char}”.")
    if not any(unicodedata.category(char)[0] == "L" for char in name):
        raise InvalidName(f"Họ tên “{name}” không có chữ cái.")
    if len(name) > 100:
        raise InvalidName("Họ tên dài quá 100 kí tự.")
    return name


def fold(text: str) -> str:
    """Return the name as it is compared: NFC, lower case, one kind of apostrophe, the tone mark of a
    syllable independent of the vowel it stands on ("Hoà" and "Hòa" are one name)."""
    return " ".join(_syllable(word) for word in _words(clean_text(text)))


def _words(text: str) -> list[str]:
    lowered = text.casefold()
    for mark in _APOSTROPHES:
        lowered = lowered.replace(mark, "'")
    return [word for word in re.split(r"[\s\-.]+", lowered) if word]


def _units(word: str) -> tuple[list[str], str]:
    """Split one lower-case word into Vietnamese letters and its tone digits (`` for ngang)."""
    letters: list[str] = []
    tones = ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tones += _TONES[char]
        elif letters and letters[-1] + char in _SHAPES:
            letters[-1] = _SHAPES[letters[-1] + char]
        elif unicodedata.category(char)[0] != "M":
            letters.append(char)
    return letters, tones


def _syllable(word: str) -> str:
    letters, tones = _units(word)
    return "".join(letters) + tones


def sort_key(full_name: str) -> str:
    """Return the key of Vietnamese class-list order: given name, family name, middle names.

    At most 400 digits and lower-case ASCII letters, so every collation of SQLite and PostgreSQL agrees.
    Each word is its letters, `0`, its tone, `0`: first the letters decide, then the tone, then the
    next word. Names that differ in capitals or apostrophes only get the same key.

    >>> sorted(["Trần Bình", "Lê Ân", "Lê Ăn", "Lê An", "Lê Hạ", "Đỗ Hà", "Vũ Hà"], key=sort_key)
    ['Lê An', 'Lê Ăn', 'Lê Ân', 'Trần Bình', 'Đỗ Hà', 'Vũ Hà', 'Lê Hạ']
    """
    words = _words(clean_text(full_name))
    if len(words) > 1:
        words = [words[-1], *words[:-1]]
    return "".join(_word_key(word) for word in words)[:400]


def _word_key(word: str) -> str:
    letters, tones = _units(word)
    codes = []
    for letter in letters:
        if letter in _LETTER_CODE:
            codes.append(_LETTER_CODE[letter])
        elif letter.isdecimal():
            codes.append(f"y{unicodedata.decimal(letter)}")
        elif letter.isalpha():
            codes.append(f"z{ord(letter):06x}")
    return "".join(codes) + "0" + tones + "0"


def search_key(text: str) -> str:
    """Return the accent-free lower-case words of a text, for word-prefix search.

    >>> search_key("H’Nhi  Êban"), search_key("Đỗ Thị Thuỳ-Dương")
    ('h nhi eban', 'do thi thuy duong')
    """
    plain = clean_text(text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFD", plain).replace("đ", "d")
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_WORD.findall(plain))


def split_name(full_name: str) -> tuple[str, str, str]:
    """Return (family name, middle names, given name); a single word is a given name.

    >>> split_name("Nguyễn Thị Minh Khai")
    ('Nguyễn', 'Thị Minh', 'Khai')
    >>> split_name("Mai")
    ('', '', 'Mai')
    """
    words = full_name.split()
    if len(words) < 2:
        return "", "", " ".join(words)
    return words[0], " ".join(words[1:-1]), words[-1]


def initials(full_name: str) -> str:
    """Return the capital first letters of the words.

    >>> initials("Nguyễn Văn Đạt"), initials("H'Nhi Êban")
    ('NVĐ', 'HÊ')
    """
    return "".join(unicodedata.normalize("NFC", word)[0].upper() for word in full_name.split())


def masked_name(full_name: str) -> str:
    """Return the name for pages that anyone may open: family name, then first letters only.

    >>> masked_name("Nguyễn Thị Minh Khai"), masked_name("Mai")
    ('Nguyễn T. M. K.', 'M.')
    """
    words = full_name.split()
    shown = words[:1] if len(words) > 1 else []
    return " ".join([*shown, *(f"{word[0].upper()}." for word in words[len(shown) :])])
