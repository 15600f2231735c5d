"""The house stands as it is drawn: layers, the bare core, sizes, names, docstrings, one door to the database and one that writes."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

import pytest
from importlinter.cli import lint_imports
from source import ROOT, Function, Module, modules, public, says


def test_the_import_contracts_hold(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capfd.readouterr().out


# ---- the core ------------------------------------------------------------------------------------------------------------


def test_the_core_imports_only_the_standard_library() -> None:
    foreign = [
        f"{module.name} imports {name}"
        for module in modules("core")
        for name in module.imports()
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("jinliang.core.")
    ]
    assert foreign == []


WORLD = {
    "os",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "sqlite3",
    "random",
    "secrets",
    "time",
    "urllib",
    "http",
    "threading",
}
ASKS = {"today", "now", "utcnow", "fromtimestamp", "open", "print", "input", "getenv"}


def test_the_core_opens_no_file_asks_no_clock_and_draws_no_lots() -> None:
    found = [
        f"{module.name} imports {name}"
        for module in modules("core")
        for name in module.imports()
        if name.split(".")[0] in WORLD
    ]
    for module in modules("core"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in ASKS:
                    found.append(f"{module.name}:{node.lineno} calls {called}()")
    assert found == []


# ---- sizes and names -----------------------------------------------------------------------------------------------------

LIMIT, WARNED = 400, 300
LONG = {
    "jinliang.site.reads.dossier": "what anybody may see of a fact is decided in one place",
    "jinliang.core.pack": "the shape of a pack, one dataclass for each of its stanzas; they are read together",
    "jinliang.core.statement": "one reader of raw texts; its parts share the held values and the flaws",
}
"""Modules of more than 300 lines, each with why it is not split. Over 400 there is no excuse."""


def test_no_module_is_too_long() -> None:
    long = {one.name: one.lines for one in modules() if one.lines > WARNED}
    assert {name: lines for name, lines in long.items() if lines > LIMIT} == {}
    assert sorted(set(long) - set(LONG)) == []
    assert sorted(set(LONG) - {one.name for one in modules()}) == []


FORBIDDEN = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "base",
    "misc",
    "shared",
}


def test_no_module_has_a_name_that_says_nothing() -> None:
    bad = [one.name for one in modules() if FORBIDDEN & set(re.split(r"[._]", one.name))]
    assert bad == []


def test_dates_end_in_on_and_instants_in_at() -> None:
    """Stored fields: a day ends `_on`, an instant `_at`. The words of the house that stand alone are listed."""
    alone = {"on", "until", "day", "since", "first", "last", "at", "valid_from"}
    wrong = []
    for module in modules("site.models"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                field, name = getattr(node.value.func, "attr", ""), getattr(node.targets[0], "id", "")
                ending = {"DateField": "_on", "DateTimeField": "_at"}.get(field)
                if ending and name not in alone and not name.endswith(ending) and name != f"end{ending}":
                    wrong.append(f"{module.name}.{name}")
    assert wrong == []


# ---- docstrings ----------------------------------------------------------------------------------------------------------


def _trivial(node: ast.AST) -> bool:
    """A member of a Protocol that is only named: `def on(self) -> date: ...`."""
    return isinstance(node, Function) and len(node.body) == 1 and says(node.body[0]) == "" and _dots(node.body[0])


def _dots(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is Ellipsis


def test_every_module_says_what_it_is() -> None:
    assert [one.name for one in modules() if one.text.strip() and not ast.get_docstring(one.tree)] == []


DOCUMENTED = ("core", "packs", "site.acts", "site.reads", "site.models", "site.pages", "sheet")


@pytest.mark.parametrize("under", DOCUMENTED)
def test_everything_public_says_what_it_is_in_the_domain(under: str) -> None:
    found = modules(under)
    assert found
    mute = [
        f"{module.name}.{name}"
        for module in found
        for name, node in public(module.tree)
        if not ast.get_docstring(node) and not _trivial(node)
    ]
    assert mute == []


# ---- the two doors of the database ---------------------------------------------------------------------------------------

SQL = re.compile(
    r"\b(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|ALTER\s+TABLE\s|CREATE\s+(TABLE|DATABASE)\s|TRUNCATE\s)"
)
BUILT = {
    "jinliang.site.reads.tally": "a reading is put together from predicates; names of columns only, values are parameters",
    "jinliang.site.acts.tally": "a kind's own partition is named after it",
    "jinliang.site.reads.whole": "an export's columns come from the models",
    "jinliang.site.acts.whole": "an import's columns come from the models",
    "jinliang.site.reads.proof": "two orders of the one query whose rows are digested",
    "jinliang.site.reads.moment": "one list of columns, asked for and named",
    "jinliang.site.reads.journal": "Django's own subquery stands inside a lateral join",
    "jinliang.bench": "the benchmark lays out its own tables",
}
"""Where SQL is put together from pieces, and why; ruff asks a reason there too. Everywhere else it is one constant text."""


def _built(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        pieced = isinstance(node, ast.JoinedStr) and any(isinstance(one, ast.FormattedValue) for one in node.values)
        joined = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod) and SQL.search(says(node.left))
        filled = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        ) and SQL.search(says(node.func.value))  # type: ignore[attr-defined]
        if joined or filled or (pieced and SQL.search(says(node))):
            yield f"{module.name}:{node.lineno}"  # type: ignore[attr-defined]


def test_sql_is_put_together_only_where_it_must_be() -> None:
    found = [place for module in modules() for place in _built(module)]
    allowed = tuple(f"{name}{sign}" for name in BUILT for sign in (":", "."))
    assert [place for place in found if not place.startswith(allowed)] == []


WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "create_user",
    "set_password",
}
ROWS = {"objects", "filter", "exclude", "select_for_update", "order_by", "all"}
WRITING_SQL = re.compile(
    r"^\s*(WITH\b.*\b)?(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|COPY\s)", re.DOTALL
)
OPENED = {
    "jinliang.site.pages.door": "sign-in and sessions are no acts (house, Journal)",
}
"""Modules outside acts and bench that write rows, each with the reason."""


def _chain(node: ast.AST) -> set[str]:
    """The names along `a.b(…).c`."""
    names: set[str] = set()
    while True:
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return names


def _acts(module: Module) -> set[str]:
    """The names by which a module calls the acts: `claim.save(…)` goes through the door."""
    return {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "jinliang.site.acts"
        for alias in node.names
    }


def _writing(module: Module) -> Iterator[str]:
    acts = _acts(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if getattr(node.func.value, "id", "") in acts:
                continue
            name, before = node.func.attr, _chain(node.func.value)
            rows = bool(before & ROWS)
            if name in WRITES or (name in ("update", "create") and rows):
                yield f"{module.name}:{node.lineno} .{name}("
        if WRITING_SQL.search(says(node)):
            yield f"{module.name}:{node.lineno} SQL"  # type: ignore[attr-defined]


def test_only_acts_write() -> None:
    found = [place for module in modules() for place in _writing(module)]
    # The engines know no database: what they save is files.
    writers = ("jinliang.site.acts.", "jinliang.bench.", "jinliang.engines.", *(f"{name}:" for name in OPENED))
    assert any(place.startswith("jinliang.site.acts.fact:") for place in found)  # the search does find what writes
    assert [place for place in found if not place.startswith(writers)] == []


def test_only_the_site_and_the_bench_speak_to_the_database() -> None:
    speaks = ("django.db", "psycopg")
    allowed = ("jinliang.site.", "jinliang.bench", "jinliang.postgres", "jinliang.cli", "jinliang.demo")
    found = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in module.imports()
        if name.startswith(speaks) and not module.name.startswith(allowed)
    ]
    assert found == []
