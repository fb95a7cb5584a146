"""docs/reference/api.md, made from the OpenAPI document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hocba
from hocba.api.service import document
from hocba.rules.ask import ERRORS, dumps

PAGE = Path(hocba.__file__).parent.parent / "docs/reference/api.md"
MADE = "<!-- Made by `hocba docs` from the OpenAPI document; change the code, not this page. -->\n"


def text() -> str:
    """The page: each operation with its parameters and refusals, the fields, the error names."""
    found = document()
    parts = [MADE, f"# {found['info']['title']}\n", f"{found['info']['description']}\n"]
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            parts.append(_operation(path, method, operation))
    parts.append("## Tên lỗi\n\n| Tên | Nghĩa |\n|---|---|")
    parts += [f"| `{code}` | {words} |" for code, words in ERRORS.items()]
    return "\n".join(parts) + "\n"


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    lines = [f"## {operation['summary']}\n", f"`{method.upper()} {path}`", ""]
    lines += [operation["description"], ""]
    for one in operation.get("parameters", ()):
        lines.append(f"- `{one['name']}` ({'đường dẫn' if one['in'] == 'path' else 'tham số'})")
    if "requestBody" in operation:
        lines += _question(operation["requestBody"]["content"]["application/json"]["schema"])
    lines += ["", "| Mã HTTP | |", "|---|---|"]
    for status, response in operation["responses"].items():
        lines.append(f"| {status} | {response['description']} |")
    return "\n".join(lines) + "\n"


def _question(schema: dict[str, Any]) -> list[str]:
    one = schema["anyOf"][0]
    lines = ["Trường của câu hỏi:", ""]
    for name, field in one["properties"].items():
        about = field.get("description", "")
        lines.append(f"- `{name}`{': ' if about else ''}{about}")
    for example in one["examples"]:
        lines += ["", "```json", dumps(example), "```"]
    return lines


def write() -> list[str]:
    """Write the page; its name when it changed."""
    made = text()
    if PAGE.exists() and PAGE.read_text("utf-8") == made:
        return []
    PAGE.write_text(made, "utf-8")
    return [PAGE.name]
