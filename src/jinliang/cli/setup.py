"""Makes what a working copy does not hold: the browser's third-party files and the compiled message catalogues.

`make setup` runs it as `python -m jinliang.cli.setup` after `npm ci`; a release is built after it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from jinliang.core.refusal import Refusal

# Of every package the one file that is used. ECharts is the whole build: the smaller ones cannot move labels apart.
SITE = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
TESTS = {"axe.min.js": "axe-core/axe.min.js"}
# A release's manifest looks for the file named there and fails; browsers ask for it and find none.
SOURCE_MAP = re.compile(rb"\n?/[/*][#@] sourceMappingURL=[^\n]*\n?")


def vendor(modules: Path, wanted: dict[str, str], into: Path) -> None:
    """Copy the wanted files out of node_modules. Raises Refusal when one is missing."""
    into.mkdir(parents=True, exist_ok=True)
    for name, source in wanted.items():
        file = modules / source
        if not file.exists():
            raise Refusal("no_vendor_file", f"缺少 {file}", "先执行 npm ci")
        (into / name).write_bytes(SOURCE_MAP.sub(b"\n", file.read_bytes()))


def catalogues(locale: Path) -> list[Path]:
    """Compile every message catalogue below a folder; which were made. Raises Babel's PoFileError on a flawed one."""
    made = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalogue)
        made.append(target)
    return made


def main() -> int:
    root = Path(__file__).resolve().parents[3]
    site = root / "src" / "jinliang" / "site"
    try:
        vendor(root / "node_modules", SITE, site / "static" / "vendor")
        vendor(root / "node_modules", TESTS, root / "tests" / "vendor")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    catalogues(site / "locale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
