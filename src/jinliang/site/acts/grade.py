"""Grades (评分): a broker or the bureau says in one tap how well an offer fits a need; the ranker learns from it."""

from __future__ import annotations

from jinliang.core.grade import GRADES
from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Grade
from jinliang.site.reads import clock
from jinliang.site.reads import grade as reads
from jinliang.site.reads import match as matches


@act("match.grade", "评分")
def grade(doing: Doing, match_id: int, given: int, note: str = "") -> Grade:
    """Keeps one grader's grade of a match; given again, it takes the place of the first, and the journal holds both.

    Raises Refusal `no_such_match`, `not_yours`, `grade_missing`.
    """
    viewer = doing.viewer
    row = matches.match(viewer, match_id)
    verdict = reads.may(viewer, row)
    if not verdict.ok:
        raise Refusal("not_yours", verdict.why, verdict.who)
    if given not in GRADES:
        raise Refusal("grade_missing", "没有评分", "在正对、有用、沾边、无关里点一个")
    seat, _party = viewer.sits
    before = Grade.objects.filter(match=row, seat_id=seat).values_list("grade", flat=True).first()
    made, _new = Grade.objects.update_or_create(
        match=row, seat_id=seat, defaults={"grade": given, "note": note.strip()[:200], "on": clock.today()}
    )
    doing.touch("match", row.id)
    doing.note = made.note
    doing.change = {"grade": [before, given]}
    return made
