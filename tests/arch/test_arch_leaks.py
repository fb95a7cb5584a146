"""A test that leaves a clock, settings or an environment to the others fails itself, by name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import leaks

TESTS = Path(leaks.__file__).parent
LEAKING = """
import os, time
from unittest import mock
import pytest
from django.conf import settings
from django.utils import timezone


@pytest.fixture
def noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: 12)


@pytest.fixture(scope="module")
def whole_module():
    with mock.patch.object(time, "monotonic", lambda: 1.0):
        yield


@pytest.fixture
def own_patch():
    with mock.patch.object(timezone, "now", lambda: 7):
        yield


def test_clean(noon, whole_module):
    assert timezone.now() == 12 and time.monotonic() == 1.0


def test_clean_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HOCBA_DB", "x")
    monkeypatch.chdir(tmp_path)


def test_clean_settings(settings):
    settings.UPLOAD_LIMIT = 7


def test_leaks_a_clock(monkeypatch):
    patch = mock.patch.object(timezone, "now", lambda: 7)
    patch.start()


def test_leaks_a_clock_put_back_too_late(monkeypatch, own_patch):
    monkeypatch.setattr(timezone, "now", lambda: 8)


def test_leaks_settings():
    settings.UPLOAD_LIMIT = 7


def test_leaks_the_environment():
    os.environ["HOCBA_DB"] = "sqlite:////nowhere"
    os.environ.pop("HOME")


def test_leaks_the_folder(tmp_path):
    os.chdir(tmp_path)


def test_after_all_of_them(whole_module):
    assert timezone.now().year > 2000
    assert "HOME" in os.environ and "HOCBA_DB" not in os.environ
    assert settings.UPLOAD_LIMIT > 7 and not isinstance(timezone.now(), int)
"""
MODULE = """
import os
import pytest


@pytest.fixture(scope="module")
def forgetful():
    os.environ["LEFT_BY_MODULE"] = "1"


def test_uses_it(forgetful):
    pass


def test_last_of_the_module():
    pass
"""


def run(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    (folder / "conftest.py").write_text("from conftest_of_all import *\n")
    (folder / "conftest_of_all.py").write_text((TESTS / "conftest.py").read_text())
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "HOCBA"))}
    env |= {"PYTHONPATH": f"{folder}:{TESTS}:{TESTS.parent}", "HOME": str(folder)}
    env |= {"DJANGO_SETTINGS_MODULE": "hocba.settings_test", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    args = [
        "-q",
        "-p",
        "pytest_django.plugin",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        name,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *args],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def blamed(said: str) -> dict[str, str]:
    """Which test is told to have left what."""
    return dict(
        re.findall(r"ERROR at teardown of (\w+) _+\nleft to the tests after it: (.*)$", said, re.M)
    )


def test_what_is_left_fails_the_test_that_left_it_and_no_other(tmp_path: Path) -> None:
    said = run(tmp_path, "test_leaking.py", LEAKING)
    assert "9 passed, 5 errors" in said and "failed" not in said, said
    assert blamed(said) == {
        "test_leaks_a_clock": "the clock django.utils.timezone.now",
        "test_leaks_a_clock_put_back_too_late": "the clock django.utils.timezone.now",
        "test_leaks_settings": "settings.UPLOAD_LIMIT",
        "test_leaks_the_environment": "HOCBA_DB in the environment, HOME in the environment",
        "test_leaks_the_folder": "the working folder",
    }


def test_what_a_fixture_of_a_module_leaves_fails_at_its_last_test(tmp_path: Path) -> None:
    said = run(tmp_path, "test_of_a_module.py", MODULE)
    assert blamed(said) == {"test_last_of_the_module": "LEFT_BY_MODULE in the environment"}, said
