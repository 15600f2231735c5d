"""Set-up brings the browser's files and the compiled messages."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from jinliang.cli.setup import SITE, catalogues, vendor
from jinliang.core.refusal import Refusal


def test_files_lose_the_name_of_a_map_that_is_not_there(tmp_path: Path) -> None:
    for source in SITE.values():
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a{}\n/*# sourceMappingURL=bootstrap.min.css.map */" if file.suffix == ".css" else "a()")
    vendor(tmp_path / "node_modules", SITE, tmp_path / "vendor")
    assert {file.name: file.read_text().strip() for file in (tmp_path / "vendor").iterdir()} == {
        "bootstrap.min.css": "a{}",
        "echarts.min.js": "a()",
        "htmx.min.js": "a()",
    }


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="npm ci"):
        vendor(tmp_path, SITE, tmp_path / "vendor")


def test_catalogues_are_compiled_and_a_flawed_one_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "django.po").write_text(head + 'msgid "佐证"\nmsgstr "Evidence"\n')
    assert catalogues(tmp_path) == [folder / "django.mo"]
    assert gettext.translation("django", tmp_path, ["en"]).gettext("佐证") == "Evidence"
    (folder / "django.po").write_text(head + 'msgid "佐证"\nmsgstr "Evidence"\nEvidence\n')
    with pytest.raises(PoFileError):
        catalogues(tmp_path)
