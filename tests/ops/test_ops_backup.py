"""What a copy of the database is looked through for before it counts as a backup."""

import sqlite3

import pytest

from hocba.ops.backup import damage

TABLE = """CREATE TABLE cell (year int NOT NULL, term int NOT NULL, status text NOT NULL, pupil int
    NOT NULL REFERENCES pupil (id), PRIMARY KEY (year, pupil, term)) WITHOUT ROWID"""


@pytest.fixture
def database() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE pupil (id integer PRIMARY KEY)")
    made.execute("INSERT INTO pupil VALUES (7)")
    return made


def test_a_key_behind_other_columns_is_no_damage(database):
    database.execute(TABLE)
    database.execute("INSERT INTO cell VALUES (2025, 1, 'ok', 7)")
    assert list(damage(database)) == []


def test_a_column_that_is_really_empty_is_damage(database):
    database.execute(TABLE.replace("status text NOT NULL", "status text"))
    database.execute("INSERT INTO cell VALUES (2025, 1, NULL, 7)")
    database.execute("PRAGMA writable_schema = ON")
    change = "UPDATE sqlite_master SET sql = ? WHERE name = 'cell'"
    database.execute(change, [TABLE])
    database.execute("PRAGMA writable_schema = RESET")
    assert "NULL value in cell.status" in set(damage(database))


def test_a_row_that_points_nowhere_is_damage(database):
    database.execute(TABLE)
    database.execute("INSERT INTO cell VALUES (2025, 1, 'ok', 8)")
    assert list(damage(database)) == ["dòng của cell trỏ tới chỗ không có"]
