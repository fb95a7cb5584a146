"""The installation's own key when several processes make it at once."""

import secrets
from pathlib import Path

import pytest

from hocba import settings


def test_the_first_process_that_made_the_key_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setattr(settings, "HOME", home)

    def meanwhile(_: int) -> str:
        (home / "secret.key").write_text("of the other process")
        return "mine, too late"

    monkeypatch.setattr(secrets, "token_urlsafe", meanwhile)
    assert settings._secret_key() == "of the other process"
    assert [p.name for p in home.iterdir()] == ["secret.key"]


def test_the_key_is_made_once_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    first = settings._secret_key()
    assert len(first) > 40 and settings._secret_key() == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
