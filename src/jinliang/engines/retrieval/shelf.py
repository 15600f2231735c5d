"""Editions of the index under one folder: the one in use, which `current` names, and the one being built beside it.

A new edition comes into use by replacing that one small file, so readers go on undisturbed and see it at their next question.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Final

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.embedded import FORMAT, REBUILD, EmbeddedIndex, Manifest, write_manifest
from jinliang.engines.retrieval.index import Edition, Entry
from jinliang.engines.retrieval.lock import held

_BUSY: Final = Refusal("index_being_built", "正在重建检索索引，不能同时重建两次", "等它完成；期间现有索引照常可用")


class Shelf:
    """The editions under one folder, `home/index`: the one in use, and the one being built."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: tuple[str, EmbeddedIndex] | None = None

    def current(self, wanted: Edition | None = None) -> EmbeddedIndex:
        """The edition in use, with all that has been written to it.

        Raises Refusal: index_absent, index_outdated (another tokeniser, model, ranker or layout), index_broken.
        """
        name = self._named()
        while True:
            try:
                index = self._opened(name)
                break
            except Refusal:
                before, name = name, self._named()  # it may just have been replaced
                if name == before:
                    raise
        if wanted and not wanted.alike(index.edition):
            raise Refusal(
                "index_outdated", f"检索索引是旧版本的（{_told(index.edition)}，应为 {_told(wanted)}）", REBUILD
            )
        return index

    def _named(self) -> str:
        try:
            return (self._folder / "current").read_text("utf-8").strip()
        except OSError as error:
            raise Refusal("index_absent", "还没有检索索引", REBUILD) from error

    def _opened(self, name: str) -> EmbeddedIndex:
        if self._open is None or self._open[0] != name:
            self._open = name, EmbeddedIndex(self._folder / name)
        self._open[1].refresh()
        return self._open[1]

    def rebuild(
        self, edition: Edition, dimension: int, entries: Iterable[Entry], beside: Mapping[str, bytes] | None = None
    ) -> EmbeddedIndex:
        """Builds a new edition beside the one in use, which answers until the new one takes its place; `beside` are files laid with it.

        Raises Refusal index_being_built when somebody else is at it. Whatever else goes wrong, the old one stays in use.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with held(self._folder / "lock", _BUSY):
            name = f"edition-{token_hex(6)}"
            folder = self._folder / name
            try:
                index = create(folder, edition, dimension)
                for file, content in (beside or {}).items():
                    (folder / file).write_bytes(content)
                index.fill(entries)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            pointer = self._folder / f".current-{token_hex(6)}"
            pointer.write_text(name, "utf-8")
            pointer.replace(self._folder / "current")
            for old in self._folder.glob("edition-*"):
                if old.name != name:
                    shutil.rmtree(old, ignore_errors=True)
        return self.current()


def create(folder: Path, edition: Edition, dimension: int) -> EmbeddedIndex:
    """A new edition with nothing in it."""
    folder.mkdir(parents=True)
    write_manifest(folder, Manifest(FORMAT, edition, dimension))
    return EmbeddedIndex(folder)


def _told(edition: Edition) -> str:
    return f"{edition.tokeniser} / {edition.model or '无语义模型'} / {edition.ranker}"
