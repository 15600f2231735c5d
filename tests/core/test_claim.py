"""Who may check a claim: nobody of the claimant's, whichever of his seats he sits on, and nobody who wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jinliang.core.access import Viewer
from jinliang.core.claim import ClaimCase, checks, papers_missing
from jinliang.packs.load import shipped_pack

KIND = shipped_pack("national").kind("cn.industry_professor")
CASE = ClaimCase("submitted", 7, 70, KIND, "320412", "district", {}, ())
OFFICER = Viewer(1, 10, 2, "district", "320412", "王远", frozenset({2}))


def test_an_officer_of_the_level_and_district_checks() -> None:
    assert checks(OFFICER, CASE)


def test_a_second_seat_at_the_claimant_keeps_an_officer_from_checking() -> None:
    assert checks(replace(OFFICER, parties=frozenset({2, 7})), CASE).why == "不能审核本单位的申报，须由别的单位审核"
    assert checks(replace(OFFICER, party=7), CASE).why == "不能审核本单位的申报，须由别的单位审核"
    assert checks(replace(OFFICER, parties=frozenset({2, 8})), CASE)


def test_whoever_wrote_a_line_of_it_does_not_check_it() -> None:
    for case in (
        replace(CASE, writers=frozenset({10, 70})),
        replace(CASE, user=10),
        replace(CASE, first_checker=10),
    ):
        assert checks(OFFICER, case).why == "申报、初审和复核须是不同的人"
    assert checks(OFFICER, replace(CASE, writers=frozenset({70, 71})))


def test_papers_are_missing_by_type() -> None:
    said = papers_missing(replace(CASE, papers={"agreement": 1}), None, date(2021, 1, 1))
    assert said == "缺佐证：official_list×1"
    assert papers_missing(replace(CASE, papers={"agreement": 1, "official_list": 1}), None, date(2021, 1, 1)) is None
