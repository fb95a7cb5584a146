"""The generated reference: actions with their commands and holders, states with their moves."""

import pkgutil
from importlib import import_module
from pathlib import Path

import hocba
from hocba.kernel.command import COMMANDS
from hocba.kernel.flow import Flow
from hocba.kernel.policy import SYSTEM, Who, registry
from hocba.kernel.requests import Part
from hocba.org.models import Place
from hocba.people.models import Assignment
from hocba.people.roles import At, Holds, OneselfAs, Where

FOLDER = Path(hocba.__file__).parent.parent / "docs/reference"
MADE = "<!-- Made by `hocba docs` from the registries; change the code, not this page. -->\n\n"

WORDS = {
    "Oneself": "chính người đó",
    "Everybody": "mọi người đã đăng nhập",
    "Asker": "người đã xin, còn phân công",
    "Own": "người đã xin",
    "OwnAtSchool": "chính người đó, có nhiệm vụ ở trường",
    "AreaOfficer": "Cán bộ quản lí giáo dục của chính địa bàn",
    "TeacherOfSubject": "Giáo viên bộ môn của em ấy",
}
PARTS = {
    "endorsers": "người xác nhận của loại đề nghị, trừ người xin",
    "approvers": "người duyệt của loại đề nghị, trừ người xin",
    "readers": "người được đọc của loại đề nghị",
}


def who_words(who: Who) -> str:
    """Who may, in Vietnamese."""
    if isinstance(who, Holds):
        return str(Assignment.Role(who.role).label)
    if isinstance(who, At):
        return f"{Assignment.Role(who.role).label} ({Place.Kind(who.kind).label})"
    if isinstance(who, Where):
        return who_words(who.who)
    if isinstance(who, OneselfAs):
        return f"chính người đó ({Assignment.Role(who.role).label})"
    if isinstance(who, Part):
        return PARTS[who.part]
    return WORDS.get(type(who).__name__, type(who).__name__)


def actions() -> str:
    """All actions in a table, by name."""
    rows = [
        "| Hành động | Quyền | Trên | Câu trong nhật ký | Ai được làm |",
        "|---|---|---|---|---|",
    ]
    for name in sorted(registry.actions):
        action = registry.actions[name]
        says = COMMANDS[name].says if name in COMMANDS else ""
        people = ", ".join(who_words(w) for w in action.who if w is not SYSTEM) or "hệ thống"
        rows.append(f"| `{name}` | {action.label} | {action.on.__name__} | {says} | {people} |")
    return f"{MADE}# Hành động\n\n" + "\n".join(rows) + "\n"


def flows() -> str:
    """All state machines as diagrams."""
    parts = [f"{MADE}# Trạng thái\n"]
    for found in sorted(all_flows(), key=lambda f: f.name):
        parts.append(f"\n## {found.name}\n\n```mermaid\n{found.diagram()}\n```\n")
    return "".join(parts)


def all_flows() -> list[Flow]:
    found: dict[str, Flow] = {}
    for module in pkgutil.walk_packages(hocba.__path__, "hocba."):
        if module.name.endswith(".flow") and module.name != "hocba.kernel.flow":
            values = vars(import_module(module.name)).values()
            found.update({v.name: v for v in values if isinstance(v, Flow)})
    return list(found.values())


def pages() -> dict[str, str]:
    """File name in docs/reference → its text."""
    return {"actions.md": actions(), "flows.md": flows()}


def write() -> list[str]:
    """Write the pages; returns the names of those that changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            changed.append(name)
    return changed
