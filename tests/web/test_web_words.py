"""Every message that the account library can show has our Vietnamese words."""

import ast
import gettext
import io
import re
from pathlib import Path

import allauth
from django.utils.translation import gettext as django_gettext
from django.utils.translation import ngettext, override, pgettext

from hocba.web import messages
from hocba.web.jinja import whole

# Words of Django itself that people meet at the log-in; its own `vi` must have them.
OF_DJANGO = (
    "This field is required.",
    "This password is too common.",
    "This password is entirely numeric.",
    "The password is too similar to the %(verbose_name)s.",
)
TOO_SHORT = (
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
)


def spoken() -> set[tuple[str, str]]:
    """(context, message) of every literal gettext call in allauth's accounts and second step."""
    found = set()
    root = Path(allauth.__file__).parent
    for part in ("account", "mfa", "core"):
        for file in (root / part).rglob("*.py"):
            if "tests" not in file.parts and "migrations" not in file.parts:
                found |= set(_calls(ast.parse(file.read_text())))
    return found


def _calls(tree: ast.Module) -> list[tuple[str, str]]:
    names = ("_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy")
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if texts and isinstance(texts[-1], str):
                found.append((texts[0] if len(texts) > 1 else "", str(texts[-1])))
    return found


def test_every_message_of_the_account_library_is_translated() -> None:
    with override("vi"):
        bare = [
            text
            for context, text in spoken()
            if (pgettext(context, text) if context else django_gettext(text)) == text
        ]
    assert bare == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    text = messages.CATALOGUE.read_text(encoding="utf-8")
    fresh = messages.compiled(messages.read(text))
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == fresh
    known = gettext.GNUTranslations(io.BytesIO(fresh))
    assert known.gettext("Password") == "Mật khẩu"
    assert known.pgettext("field label", "Login") == "Tên đăng nhập"


def test_placeholders_survive_translation() -> None:
    import re

    for key, said in messages.read(messages.CATALOGUE.read_text(encoding="utf-8")).items():
        marks = re.compile(r"%\(\w+\)\w|%\w|\{\w+\}")
        if key:
            one = key.partition("\0")[0]
            assert sorted(marks.findall(one)) == sorted(marks.findall(said)), key


def test_django_speaks_vietnamese_at_the_log_in() -> None:
    with override("vi"):
        assert [t for t in OF_DJANGO if django_gettext(t) == t] == []
        for one, many in TOO_SHORT:
            assert "kí tự" in ngettext(one, many, 10)


def test_thousands_are_parted_by_a_point():
    assert [whole(n) for n in (0, 999, 1190, 1234567, -1299)] == [
        "0",
        "999",
        "1.190",
        "1.234.567",
        "-1.299",
    ]
    assert whole("99,9") == "99,9" and whole(None) is None


def test_people_are_addressed_in_one_way() -> None:
    """Screens and messages say «thầy cô»; «bạn» is a classmate, in comments on pupils only."""
    root = Path(messages.__file__).parents[1]
    files = (f for end in ("py", "html", "js", "po") for f in root.rglob(f"*.{end}"))
    found = [
        f"{file.relative_to(root)}: {line.strip()[:80]}"
        for file in files
        if "remarks" not in file.parts
        for line in file.read_text().splitlines()
        if re.search(r"\bbạn\b(?! bè)", line, re.IGNORECASE)
    ]
    assert not found
