"""What is changed in a rule: one operator, number, name, condition or statement at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
RULES = ROOT / "hocba/rules"

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
NAMES = {
    "minimum": "maximum",
    "maximum": "minimum",
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "argmin": "argmax",
    "argmax": "argmin",
}
CHANGED_ITSELF = ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mutant:
    """One change: where, what stood there, what stands there now.

    `lines` are those of the statement; `function` is the first line of the outermost function
    whose body it is in, 0 for what runs when the file is imported; `params` whether it is in the
    default of a field of a circular's `Params`.
    """

    file: str
    line: int
    lines: range
    function: int
    source: str
    before: str
    after: str
    code: CodeType
    params: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}  in  {self.source}"

    @property
    def path(self) -> str:
        return str(RULES / self.file)


def files(wanted: list[str]) -> list[str]:
    """Files of the rules by name, or of whole folders; all of them when none is named."""
    every = sorted(str(path.relative_to(RULES)) for path in RULES.rglob("*.py"))
    if not wanted:
        return every
    found = [
        [name for name in every if name == one or name.startswith(f"{one.rstrip('/')}/")]
        for one in wanted
    ]
    if not all(found):
        raise SystemExit(f"nothing in hocba/rules is called {wanted[found.index([])]}")
    return [name for names in found for name in names]


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a file below hocba/rules; none that compiles to what stood there."""
    source = (RULES / file).read_text("utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    honest = compile(tree, str(RULES / file), "exec")
    for place in _places(tree):
        node = place.node
        for change in _changes(node):
            before, old = ast.unparse(node), {name: getattr(node, name) for name in change}
            _set(node, change)
            after = ast.unparse(node)
            code = compile(ast.fix_missing_locations(tree), str(RULES / file), "exec")
            _set(node, old)
            if code != honest:
                line = node.lineno  # type: ignore[attr-defined]
                said = lines[line - 1].strip(), _short(before), _short(after)
                yield Mutant(file, line, place.lines, place.function, *said, code, place.params)


def _set(node: ast.AST, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(node, name, value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:67]}..."


@dataclass(frozen=True)
class Place:
    """A node, the lines of its statement, the first line of its outermost function (0: none),
    and whether it is in the default of a field of `Params`."""

    node: ast.AST
    lines: range
    function: int
    params: bool


def _places(tree: ast.Module) -> list[Place]:
    """Every node that is evaluated; annotations are not."""
    found: list[Place] = []

    def visit(node: ast.AST, lines: range, function: int, params: bool) -> None:
        if isinstance(node, ast.stmt):
            lines = _own_lines(node)
        found.append(Place(node, lines, function, params))
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            inside = function
            if isinstance(node, FUNCTIONS) and name == "body":
                first = min((d.lineno for d in node.decorator_list), default=node.lineno)
                inside = function or first
            of_params = params or (isinstance(node, ast.ClassDef) and node.name == "Params")
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, lines, inside, of_params and not inside)

    visit(tree, range(0), 0, False)
    return found


def _own_lines(statement: ast.stmt) -> range:
    """Its lines; of a statement with a body only the lines before that."""
    body = getattr(statement, "body", None)
    end = statement.end_lineno or statement.lineno
    if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
        end = max(statement.lineno, body[0].lineno - 1)
    return range(statement.lineno, end + 1)


def _changes(node: ast.AST) -> list[dict[str, Any]]:
    """What may be done to a node: its fields with other values."""
    made: list[dict[str, Any]] = []
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            made.append({"ops": [*node.ops[:at], OPERATORS[type(op)](), *node.ops[at + 1 :]]})
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in OPERATORS:
        made.append({"op": OPERATORS[type(node.op)]()})
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        made.append({"operand": ast.UnaryOp(node.op, node.operand)})
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        made.append({"attr": NAMES[node.attr]})
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        made.append({"id": NAMES[node.id]})
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(
        node.test, CHANGED_ITSELF
    ):
        made.append({"test": ast.UnaryOp(ast.Not(), node.test)})
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        made.append({"value": not node.value})
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        made.append({"value": node.value + 1})
        if node.value > 1:
            made.append({"value": node.value - 1})
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        made.append({"value": ast.Constant(None)})
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        made.append({"targets": [ast.Name("_", ast.Store())], "value": ast.Constant(None)})
    return made
