"""A backup is a second home folder: database, files, keys; checked by using it as one."""

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from hocba.kernel.errors import Refusal
from hocba.kernel.progress import Bar

DATABASE = "hocba.sqlite3"
PRIVATE = ("secret.key", "pki")
VERIFY = [sys.executable, "-m", "hocba.cli", "verify", "--all"]


def run(target: Path) -> int:
    """Copy the running installation into a new folder and verify the copy; returns the exit code.

    The database is copied first, online; files are stored before their rows, so all of its files
    are there afterwards. Raises Refusal when it cannot be done; then no folder is left.
    """
    source = Path(settings.HOME)
    database = settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        raise Refusal(
            "Lệnh này sao lưu SQLite. Với PostgreSQL hãy dùng bản sao cơ sở và lưu trữ WAL,"
            " cùng thư mục blobs và pki."
        )
    if target.exists():
        raise Refusal(f"Đã có {target}. Hãy chọn một thư mục chưa có.")
    part = target.with_name(f"{target.name}.part")
    if part.exists():
        shutil.rmtree(part)
    try:
        part.mkdir(parents=True)
        part.chmod(0o700)
        _copy_database(Path(database["NAME"]), part / DATABASE)
        _copy_blobs(part / DATABASE, Path(settings.BLOBS), part / "blobs")
        _copy_private(source, part)
        code = _verified(part)
        if code == 0:
            os.sync()
            part.rename(target)
            sys.stdout.write(f"Đã sao lưu và kiểm tra: {target}\n")
        return code
    except OSError as error:
        raise Refusal(f"Không ghi được bản sao ({error.strerror}). Chưa có bản sao nào.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def restore(source: Path) -> int:
    """Make the home folder from a backup; only where there is none yet. Returns the exit code."""
    home = Path(settings.HOME)
    if not (source / DATABASE).is_file():
        raise Refusal(f"{source} không phải bản sao lưu: thiếu {DATABASE}.")
    if (home / DATABASE).exists():
        raise Refusal(
            f"{home} đã có dữ liệu. Hãy dời thư mục ấy đi hoặc đặt HOCBA_HOME tới chỗ còn trống."
        )
    home.mkdir(parents=True, exist_ok=True)
    _copy_database(source / DATABASE, home / DATABASE)
    _copy_blobs(home / DATABASE, source / "blobs", home / "blobs")
    _copy_private(source, home)
    code = _verified(home)
    if code == 0:
        sys.stdout.write(f"Đã phục hồi và kiểm tra: {home}\n")
    return code


def _copy_database(source: Path, target: Path) -> None:
    with (
        contextlib.closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        ) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        bar = Bar("Chép cơ sở dữ liệu")
        old.backup(new, pages=4096, progress=lambda _, rest, total: bar(total - rest, total))
        bar.close("xong")
        for problem in damage(new):
            raise Refusal(
                f"Cơ sở dữ liệu có hỏng hóc: {problem}. Hãy giữ nguyên máy và báo hỗ trợ."
            )


def damage(database: sqlite3.Connection) -> Iterator[str]:
    """What SQLite finds wrong with a database.

    SQLite before 3.42 also names empty columns that are not, in tables without rowid whose key
    is not in front; each such column is asked once.
    """
    asked: dict[tuple[str, str], bool] = {}
    for (said,) in database.execute(f"PRAGMA integrity_check({sys.maxsize >> 32})"):
        if match := re.fullmatch(r"NULL value in (\w+)\.(\w+)", said):
            table, column = match.groups()
            if (table, column) not in asked:
                empty = f"SELECT 1 FROM {table} WHERE typeof({column}) = 'null' LIMIT 1"
                asked[table, column] = database.execute(empty).fetchone() is not None
            if not asked[table, column]:
                continue
        if said != "ok":
            yield str(said)
    for table, *_ in database.execute("PRAGMA foreign_key_check"):
        yield f"dòng của {table} trỏ tới chỗ không có"


def _hashes(database: Path) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(database)) as copy:
        for (sha256,) in copy.execute("SELECT sha256 FROM kernel_blob ORDER BY sha256"):
            yield sha256


def _copy_blobs(database: Path, source: Path, target: Path) -> None:
    wanted = list(_hashes(database))
    bar = Bar("Chép tệp")
    for done, sha256 in enumerate(wanted, start=1):
        place = Path(sha256[:2]) / sha256[2:4] / sha256
        try:
            data = (source / place).read_bytes()
        except FileNotFoundError:
            raise Refusal(
                f"Kho thiếu tệp {sha256[:16]}…; chạy hocba verify --all để xem."
            ) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refusal(f"Tệp {sha256[:16]}… đã bị đổi; chạy hocba verify --all để xem.")
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_bytes(data)
        bar(done, len(wanted))
    bar.close(f"{len(wanted)} tệp")


def _copy_private(source: Path, target: Path) -> None:
    for name in PRIVATE:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).is_file():
            shutil.copy2(source / name, target / name)


def _verified(home: Path) -> int:
    env = {**os.environ, "HOCBA_HOME": str(home)}
    env.pop("HOCBA_DB", None)
    return subprocess.run(VERIFY, env=env, check=False).returncode
