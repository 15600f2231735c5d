"""How the grades of a match are drawn: those given, and the four words to tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jinliang.core.access import Viewer
from jinliang.core.grade import GRADES
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import grade as reads
from jinliang.site.reads.match import Match


@dataclass(frozen=True, slots=True)
class Given:
    """A grade as it is shown."""

    word: str
    grade: int
    name: str
    party: str
    note: str
    on: date


@dataclass(frozen=True, slots=True)
class Grading:
    """What the match's page shows of grades: those given, the words to tap, and one's own."""

    given: tuple[Given, ...]
    words: tuple[tuple[int, str], ...]
    mine: int | None
    note: str


def grading(viewer: Viewer, row: Match) -> Grading | None:
    """The grades of a match for those who may see them."""
    rows = list(reads.grades(viewer, row))
    may = reads.may(viewer, row).ok
    if not rows and not may:
        return None
    own = next((one for one in rows if one.seat_id == viewer.seat), None)
    given = tuple(
        Given(tr(GRADES[one.grade]), one.grade, one.seat.name, one.seat.party.name, one.note, one.on) for one in rows
    )
    words = tuple((grade, tr(word)) for grade, word in GRADES.items()) if may else ()
    return Grading(given, words, own.grade if own else None, own.note if own else "")
