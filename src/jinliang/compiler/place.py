"""Where in the text a number stands: clause, passage, paragraph, sentence, part between semicolons, segment between commas."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from jinliang.compiler.layout import Clause, passage

POINT = re.compile(r"(?<=[。；！？\n：])[一二三四五六七八九十]是|^[一二三四五六七八九十]是|第[一二三四五]步")
QUOTED = re.compile(r"“[^”\n]{1,40}”|《[^》\n]{1,80}》|‘[^’\n]{1,20}’|「[^」\n]{1,40}」|\"[^\"\n]{1,20}\"")


@dataclass(frozen=True, slots=True)
class Place:
    """The nested stretches around a number, as places in the even text (start, end)."""

    clause: Clause
    passage: str
    paragraph: tuple[int, int]
    sentence: tuple[int, int]
    part: tuple[int, int]
    segment: tuple[int, int]


@dataclass(slots=True)
class Map:
    """The text cut once into clauses, lines, sentences, parts and segments, to be asked for any position."""

    plain: str
    clauses: list[Clause]
    passages: dict[str, str] = field(default_factory=dict)
    cuts: dict[str, list[int]] = field(default_factory=dict)
    quoted: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, plain: str, clauses: list[Clause]) -> Map:
        """The map of a text; markers of clauses are sentence borders."""
        made = cls(plain, clauses)
        titles = {one.id: one.title for one in clauses}
        for one in clauses:
            parts = one.id.split(".")
            made.passages[one.id] = passage([titles.get(".".join(parts[: n + 1]), "") for n in range(len(parts))])
        starts = {border for one in clauses for border in (one.start, one.body)}
        lines = {found.end() for found in re.finditer(r"\n", plain)}
        sentences = {found.end() for found in re.finditer(r"[。！？]", plain)} | {
            found.start() for found in POINT.finditer(plain)
        }
        parts_ = {found.end() for found in re.finditer(r"；", plain)}
        segments = {found.end() for found in re.finditer(r"[，：]", plain)}
        borders: set[int] = {0, len(plain)}
        for name, more in (
            ("paragraph", starts | lines),
            ("sentence", sentences),
            ("part", parts_),
            ("segment", segments),
        ):
            borders |= more
            made.cuts[name] = sorted(borders)
        made.quoted = [found.span() for found in QUOTED.finditer(plain)]
        return made

    def clause(self, place: int) -> Clause:
        """The innermost clause a position lies in."""
        best = self.clauses[0]
        for one in self.clauses:
            if one.start <= place < one.end and one.start >= best.start:
                best = one
        return best

    def around(self, name: str, place: int) -> tuple[int, int]:
        """The stretch of this kind around a position, without line breaks at its ends."""
        cuts = self.cuts[name]
        index = bisect_right(cuts, place)
        return cuts[index - 1], cuts[index] if index < len(cuts) else len(self.plain)

    def place(self, at: int) -> Place:
        """All stretches around a position."""
        clause = self.clause(at)
        return Place(
            clause,
            self.passages[clause.id],
            self.around("paragraph", at),
            self.around("sentence", at),
            self.around("part", at),
            self.around("segment", at),
        )

    def name_at(self, start: int, end: int) -> bool:
        """Whether a stretch lies wholly inside quotation marks or a book title."""
        index = bisect_right(self.quoted, (start, 10**9))
        return index > 0 and self.quoted[index - 1][0] < start and end < self.quoted[index - 1][1]
