"""The locks and what is said about them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)


def named(file: str) -> set[str]:
    lines = (ROOT / "requirements" / file).read_text().splitlines()
    return {match[1].lower() for line in lines if (match := NAME.match(line))}


@pytest.mark.parametrize("lock", ["build", "run", "dev", "node"])
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    entries = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert entries
    assert all(line.rstrip().endswith("\\") for line in entries), "an entry without a hash"
    assert not re.search(r"https?:|--(extra-)?index|--find-links|file:", text)
    assert named(f"{lock}.in") <= named(f"{lock}.txt")


def test_the_development_lock_is_the_product_and_more() -> None:
    """The same versions and hashes; where a package is needed (its marker) may be wider."""
    run, dev = (
        {
            re.sub(r" ;.*", "", line).rstrip(" \\")
            for line in (ROOT / f"requirements/{lock}.txt").read_text().splitlines()
        }
        for lock in ("run", "dev")
    )
    assert run <= dev


def test_the_npm_lock_has_no_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_dependency_is_explained() -> None:
    told = (ROOT / "docs/dependencies.md").read_text()
    wanted = named("run.in") | named("dev.in") | named("build.in") | named("node.in")
    assert {name for name in wanted if not re.search(rf"\| [^|]*\b{re.escape(name)}\b[^|]*\|", told)} == set()
