"""What the demo city's history is told with: official lists, claims on their way, and the ways on of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from jinliang.core.access import Viewer
from jinliang.core.pack import Field, Pack
from jinliang.core.statement import Statement, state
from jinliang.demo.bodies import Bodies, name_of
from jinliang.demo.industry import Titles
from jinliang.demo.paper import Press, Sheet
from jinliang.demo.registry import Registry
from jinliang.demo.timeline import Timeline
from jinliang.site.acts import claim as claims
from jinliang.site.acts import fact as facts
from jinliang.site.acts import roll
from jinliang.site.models import FactEvidence
from jinliang.site.reads import clock

Raw = dict[str, str]
"""The text of a form's or a list's row: field id -> what stands in it."""

BUREAU = "龙城市科学技术局"
"""The bureau's name as its documents carry it."""


class Story:
    """The city being told: its bodies and people, what is put down in the timeline, and the facts there are by then."""

    def __init__(
        self, rng: Random, pack: Pack, bodies: Bodies, registry: Registry, viewers: Mapping[str, Viewer], press: Press
    ) -> None:
        self.rng = rng
        self.pack = pack
        self.bodies = bodies
        self.registry = registry
        self.viewers = viewers
        self.press = press
        self.titles = Titles(rng)
        self.timeline = Timeline(rng)
        self.facts: dict[tuple[str, str], int] = {}
        self._bodies = {one.name: one for one in (*bodies.universities, *bodies.institutes, *bodies.firms)}

    def said(self, kind: str, raw: Raw) -> Statement:
        """The statement an official body's row makes. A flaw in the story is our bug: raises ValueError."""
        found = self.pack.kind(kind)
        statement, flaws = state(found, raw, self.registry, self.pack.list, clock.today())
        if statement is None:
            raise ValueError(f"{kind} {raw}: {flaws}")
        return statement

    def area(self, name: str) -> str:
        """The code of the area in which a university, institute or firm sits."""
        return self._bodies[name].area

    def trade(self, firm: str) -> str:
        """The industry of a firm."""
        return self._bodies[firm].industries[0]

    def officer(self, area: str) -> str:
        """Who checks for an area."""
        return next(name for name, one in self.viewers.items() if one.role == "district" and one.area == area)

    def announce(self, day: date, kind: str, rows: Sequence[Raw], letter: Letter, by: str = "chenqiming") -> None:
        """An official list is printed and loaded on a day, as one act; bodies go by the names they bore then."""

        def load() -> None:
            viewer = self.viewers[by]
            written = [{name: name_of(text, day) for name, text in raw.items()} for raw in rows]
            stated = [self.said(kind, raw) for raw in written]
            kept = self.press.print(self._list(kind, written, letter, day))
            document = roll.Document(kept, letter.type, letter.title, letter.dated_on or day)
            for raw, one in zip(rows, roll.official(viewer, kind, stated, document), strict=True):
                assert one.fact is not None
                self.facts.setdefault((kind, self.tag(kind, raw)), one.fact.id)

        self.timeline.on(day, load)

    def tag(self, kind: str, raw: Raw) -> str:
        """How the story finds a fact again: the text of its natural key."""
        return "|".join(raw[name] for name in self.pack.kind(kind).key)

    def _list(self, kind: str, rows: Sequence[Raw], letter: Letter, day: date) -> Sheet:
        found = self.pack.kind(kind)
        return Sheet(
            form="official",
            issuer=letter.issuer,
            number=letter.number,
            title=letter.title,
            dated_on=letter.dated_on or day,
            body=letter.body,
            columns=("序号", *(found.field(name).label for name in letter.columns)),
            widths=(0.55, *letter.columns.values()),
            rows=[
                (str(place), *(_shown(found.field(name), raw.get(name, "")) for name in letter.columns))
                for place, raw in enumerate(rows, 1)
            ],
        )

    def reverse(self, day: date, kind: str, raw: Raw, reason: str, by: str = "chenqiming") -> None:
        """A fact was never true (冲销)."""
        self.timeline.on(day, lambda: facts.reverse(self.viewers[by], self.facts[kind, self.tag(kind, raw)], reason))

    def end(self, day: date, kind: str, raw: Raw, last_on: date, reason: str, by: str = "chenqiming") -> None:
        """A fact stands to a day and no longer (终止)."""
        tag = self.tag(kind, raw)
        self.timeline.on(day, lambda: facts.end(self.viewers[by], self.facts[kind, tag], last_on, reason))

    def replace(self, day: date, kind: str, raw: Raw, right: Raw, reason: str, by: str = "zouyu") -> None:
        """A fact was wrong and is stated anew in the same act (更正). `right` holds the fields that change."""
        tag = self.tag(kind, raw)

        def mend() -> None:
            stating = facts.replace(
                self.viewers[by],
                self.facts[kind, tag],
                self.said(kind, raw | right),
                self._papers(kind, tag),
                reason,
            )
            assert stating.fact is not None
            self.facts[kind, tag] = stating.fact.id

        self.timeline.on(day, mend)

    def _papers(self, kind: str, tag: str) -> list[int]:
        """The papers behind the fact being replaced stand behind the new one too."""
        rows = FactEvidence.objects.filter(fact=self.facts[kind, tag]).order_by("id")
        return list(rows.values_list("evidence", flat=True))


def _shown(field: Field, text: str) -> str:
    """A field's text as a table prints it."""
    return f"{int(text):,}" if field.type == "amount" else text


@dataclass(frozen=True, slots=True)
class Letter:
    """The document a list comes with: who issues it, its number, title and words, and which fields its table shows, how wide."""

    number: str
    title: str
    body: Sequence[str]
    columns: Mapping[str, float]
    type: str = "official_list"
    issuer: str = BUREAU
    dated_on: date | None = None


@dataclass(slots=True)
class Case:
    """One claim through its life. Each step is put down for a day; the steps return the case, so that a life reads as one line."""

    story: Story
    kind: str
    who: str
    raw: Raw
    papers: Sequence[tuple[str, Sheet]] = ()
    id: int = 0

    def opened(self, day: date) -> Case:
        """Written down as a draft, with its papers."""

        def do() -> None:
            viewer = self.story.viewers[self.who]
            self.id = claims.start(viewer, self.kind, self.raw).id

        self.story.timeline.on(day, do)
        return self.attached(day, self.papers)

    def attached(self, day: date, papers: Sequence[tuple[str, Sheet]]) -> Case:
        """More papers are put behind it."""

        def put(type: str, sheet: Sheet) -> None:
            kept = self.story.press.print(sheet)
            claims.attach(self.story.viewers[self.who], self.id, kept, type, sheet.title, sheet.dated_on)

        for type, sheet in papers:
            self.story.timeline.on(day, lambda type=type, sheet=sheet: put(type, sheet), soon=True)  # type: ignore[misc]
        return self

    def submitted(self, day: date) -> Case:
        """Sent to be checked."""
        self.story.timeline.on(day, lambda: claims.submit(self.story.viewers[self.who], self.id), soon=True)
        return self

    def sent(self, day: date) -> Case:
        """Written down and sent on one day."""
        return self.opened(day).submitted(day)

    def checked(self, day: date, by: str) -> Case:
        """Passed at the first of two levels."""
        self.story.timeline.on(day, lambda: claims.first_check(self.story.viewers[by], self.id))
        return self

    def returned(self, day: date, by: str, reason: str) -> Case:
        """Given back with a reason."""
        self.story.timeline.on(day, lambda: claims.give_back(self.story.viewers[by], self.id, reason))
        return self

    def mended(self, day: date, right: Raw | None = None, papers: Sequence[tuple[str, Sheet]] = ()) -> Case:
        """Put right after it came back, and sent again."""
        self.raw = self.raw | (right or {})
        raw = dict(self.raw)
        self.story.timeline.on(day, lambda: claims.save(self.story.viewers[self.who], self.id, raw))
        return self.attached(day, papers).submitted(day)

    def verified(self, day: date, by: str) -> Case:
        """Verified: the claim is a fact."""
        tag = self.story.tag(self.kind, self.raw)

        def do() -> None:
            stating = claims.verify(self.story.viewers[by], self.id)
            assert stating.fact is not None
            self.story.facts[self.kind, tag] = stating.fact.id

        self.story.timeline.on(day, do)
        return self

    def withdrawn(self, day: date) -> Case:
        """Taken back."""
        self.story.timeline.on(day, lambda: claims.withdraw(self.story.viewers[self.who], self.id))
        return self
