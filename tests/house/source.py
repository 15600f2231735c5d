"""The source tree as the house tests read it: every module with its dotted name, text and syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinliang

PACKAGE = Path(jinliang.__file__).parent
ROOT = PACKAGE.parents[1]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module: `jinliang.core.fact`, its file, its lines, its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    def imports(self) -> Iterator[str]:
        """Every module it imports, wherever in it the import stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name} imports by a relative name"
                yield node.module or ""


@cache
def modules(under: str = "") -> tuple[Module, ...]:
    """Every module of the package, or of a part of it (`core`, `site.acts`); migrations are written by Django and left out."""
    found = []
    for path in sorted((PACKAGE / under.replace(".", "/")).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = ("jinliang", *path.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text("utf-8")
        found.append(Module(name, path, text, ast.parse(text)))
    return tuple(found)


def public(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Every public function, class and method with its name; members of private classes are private."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for member in node.body:
                    if isinstance(member, Function) and not member.name.startswith("_"):
                        yield f"{node.name}.{member.name}", member


def says(node: ast.AST) -> str:
    """The text of a string or of the fixed parts of an f-string; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "{}".join(says(one) for one in node.values)
    return ""
