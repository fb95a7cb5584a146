"""Rendering a sample and reading its text back, for the tests of the forms."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

from hocba.documents import xml
from hocba.documents.render import render
from hocba.documents.snapshot import Snapshot
from hocba.forms import registry
from tests.forms import samples


def rendered(snapshot: Snapshot, mode: Any, photo: bytes | None = None) -> bytes:
    form = registry.form(snapshot.document.form)
    attach = xml.build(snapshot) if mode == "signed" else None
    return render(form, snapshot, now=samples.NOW, mode=mode, attach=attach, photo=photo)


def text_of(pdf: bytes, tmp_path: Path, *options: str) -> str:
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", done.stdout.decode())


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def squeezed(text: str) -> str:
    """Without spaces and hyphens: a line broken at a hyphen comes out of pdftotext either way."""
    return re.sub(r"[\s-]", "", text)
