"""What holds for the source as a whole: who imports whom, size, exactness, no traces of a machine."""

import ast
import re
from unittest import mock

import source

# Files that may be longer than 400 lines, each with its reason.
LONG: dict[str, str] = {}
LIMIT = 400
ONE_IMPORTER = {
    "typst": "hocba/documents/render.py",
    "pyhanko": "hocba/documents/verify/judge.py",
    "pyhanko_certvalidator": "hocba/documents/verify/judge.py",
    "django_tasks": "hocba/kernel/tasks.py",
    "django_tasks_db": "hocba/kernel/tasks.py",
    "granian": "hocba/ops/serve.py",
    "ninja": "hocba/api/service.py",
}
PAGES_ONLY = ("django.http", "django.shortcuts", "django.views", "django.urls")
OUTSIDE_PAGES = {"hocba/urls.py", "hocba/wsgi.py"}


# Tests that need what a public clone does not have.
MAY_SKIP = {"tests/rules/test_rules_law.py": "the worked examples lie beside the repository"}


def test_import_contracts_are_kept():
    from importlinter.cli import lint_imports

    with mock.patch("logging.config.dictConfig"):  # it would silence every logger there is
        found = lint_imports(config_filename=str(source.ROOT / ".importlinter"), no_cache=True)
    assert found == 0


def test_one_module_each_imports_the_libraries_we_keep_at_a_distance():
    for library, owner in ONE_IMPORTER.items():
        importers = {
            source.name(path)
            for path in source.files("hocba")
            if any(m == library or m.startswith(f"{library}.") for m in source.imports(path))
        }
        assert importers <= {owner}, f"{library} is imported by {importers - {owner}}"


def test_only_pages_know_requests():
    wrong = [
        f"{source.name(path)} imports {module}"
        for path in source.files("hocba")
        if not source.name(path).startswith(("hocba/web/", "hocba/api/"))
        and source.name(path) not in OUTSIDE_PAGES
        for module in source.imports(path)
        if module.startswith(PAGES_ONLY)
    ]
    assert wrong == []


def test_files_stay_readable():
    lengths = {source.name(p): len(p.read_text().splitlines()) for p in source.files("hocba")}
    long = {name: n for name, n in lengths.items() if n > LIMIT and name not in LONG}
    assert long == {}, "split by noun into a package, or list it with a reason"
    assert not [name for name in LONG if lengths.get(name, 0) <= LIMIT], "no longer needed"


def test_marks_are_never_floats():
    wrong = []
    for path in source.files("hocba/rules", "hocba/books"):
        for node in ast.walk(source.tree(path)):
            floats = isinstance(node, ast.Constant) and isinstance(node.value, float)
            named = isinstance(node, ast.Name) and node.id in ("float", "round")
            divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
            if floats or named or (divided and not _is_exact(node)):
                wrong.append(f"{source.name(path)}:{node.lineno}")
    assert wrong == []


def _is_exact(node: ast.BinOp) -> bool:
    """Dividing a path by text joins them; decimals and fractions divide exactly."""
    if isinstance(node.left, ast.Call) and ast.unparse(node.left.func) in ("Decimal", "Fraction"):
        return True
    right = node.right
    return isinstance(right, ast.JoinedStr) or (
        isinstance(right, ast.Constant) and isinstance(right.value, str)
    )


def test_no_stub_is_left():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|To be written")
    found = [
        f"{source.name(path)}:{number}"
        for path in source.files("hocba", "demo", "bench", "scripts")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if marks.search(line)
    ]
    assert found == []


def test_no_test_is_skipped():
    wrong = [
        source.name(path)
        for path in source.files("tests")
        if source.name(path) not in MAY_SKIP
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("skip", "skipif", "xfail", "importorskip")
        and isinstance(node.value, (ast.Name, ast.Attribute))
        and ast.unparse(node.value) in ("pytest", "pytest.mark")
    ]
    assert wrong == []


def test_no_machine_leaves_its_traces():
    traces = re.compile(r"/(work|root|home/\w+)/|pypi\.org|pythonhosted|deb\.debian\.org|npmjs")
    kinds = {".py", ".toml", ".md", ".lock", ".txt", ".in", ".cfg", ".ini", ".yml", ".html", ".js"}
    skipped = {".git", ".venv", "var", "node_modules", "__pycache__"}
    found = []
    for path in source.ROOT.rglob("*"):
        parts = path.relative_to(source.ROOT).parts
        if skipped & set(parts) or not path.is_file() or path.name == "test_arch_source.py":
            continue
        if path.suffix in kinds or path.name in ("Makefile", "setup", "run"):
            text = path.read_text(errors="replace")
            found += [f"{'/'.join(parts)}: {m.group()}" for m in traces.finditer(text)]
    assert found == []


def test_pages_read_numbers_in_one_place():
    """`int` of what somebody typed fails on «²» and on five thousand digits, and gives keys no
    database can look up."""
    checked = ("hocba/web/given.py", "hocba/web/results/lists.py")
    wrong = [
        f"{source.name(path)}: {line.strip()}"
        for path in source.files("hocba/web")
        if source.name(path) not in checked
        for line in path.read_text().splitlines()
        if re.search(r"\.is(?:decimal|digit|numeric)\(", line)
    ]
    assert wrong == []
