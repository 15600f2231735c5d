from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jinliang.core.vice_president import REASONS, Candidacy, VicePresidentRule, eligibility, qualifies

RULE = VicePresidentRule(
    max_age=50,
    degrees=frozenset({"doctor"}),
    employers=frozenset({"university", "institute"}),
    province="32",
    term_years=2,
    pay=Decimal("120000.00"),
    signers=frozenset({"person", "firm", "home_unit"}),
    titles=("高新技术企业", "科技型中小企业"),
    province_bodies=("实验室", "院士", "研究生工作站"),
    city_bodies=("工程技术研究中心",),
)
GOOD = Candidacy(
    born_on=date(1982, 6, 15),
    age_counted_on=date(2024, 6, 30),
    degree="doctor",
    employer="university",
    master_right=True,
    provincial_key=False,
    firm_area="320412",
    firm_owner=False,
    person_stake=Decimal(0),
    institution_stake=Decimal(0),
    term_from=date(2024, 9, 1),
    term_to=date(2026, 8, 31),
    pay=Decimal("120000.00"),
    signed_by=frozenset({"person", "firm", "home_unit"}),
    firm_holds=("高新技术企业",),
)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"born_on": date(1973, 7, 1)}, ()),
        ({"born_on": date(1973, 6, 30)}, ("age",)),
        ({"born_on": date(1974, 6, 30)}, ()),
        ({"degree": "master"}, ("degree",)),
        ({"employer": "institute"}, ()),
        ({"employer": "hospital"}, ("employer",)),
        ({"master_right": False}, ("discipline",)),
        ({"master_right": False, "provincial_key": True}, ()),
        ({"firm_area": "320500"}, ()),
        ({"firm_area": "310115"}, ("firm_region",)),
        ({"firm_area": "32"}, ("firm_region",)),
        ({"firm_area": "None"}, ("firm_region",)),
        ({"firm_area": "320412\n"}, ("firm_region",)),
        ({"firm_owner": True}, ("firm_ownership",)),
        ({"person_stake": Decimal("0.01")}, ("firm_ownership",)),
        ({"institution_stake": Decimal("0.01")}, ("firm_ownership",)),
        ({"term_to": date(2026, 8, 30)}, ("term",)),
        ({"term_to": date(2026, 9, 1)}, ()),
        ({"term_to": date(2024, 8, 31)}, ("term",)),
        ({"term_from": date(2024, 2, 29), "term_to": date(2026, 2, 27)}, ("term",)),
        ({"term_from": date(2024, 2, 29), "term_to": date(2026, 2, 28)}, ()),
        ({"pay": Decimal("119999.99")}, ("pay",)),
        ({"pay": Decimal("60000.00")}, ("pay",)),
        ({"signed_by": frozenset({"person", "firm"})}, ("agreement",)),
        ({"signed_by": frozenset({"person", "firm", "home_unit", "district"})}, ()),
        ({"firm_holds": ()}, ("firm_qualification",)),
        ({"firm_holds": ("规模以上企业",)}, ("firm_qualification",)),
        ({"firm_holds": ("规模以上企业", "省级重点实验室")}, ()),
    ],
)
def test_each_condition_at_its_edge(change: dict[str, Any], reasons: tuple[str, ...]) -> None:
    found = eligibility(replace(GOOD, **change), RULE)
    assert found.reasons == reasons
    assert found.eligible == (not reasons)


def test_all_faults_are_told_at_once_in_one_order() -> None:
    worst = Candidacy(
        born_on=date(1960, 1, 1),
        age_counted_on=date(2024, 6, 30),
        degree="bachelor",
        employer="firm",
        master_right=False,
        provincial_key=False,
        firm_area="110105",
        firm_owner=True,
        person_stake=Decimal(51),
        institution_stake=Decimal(10),
        term_from=date(2024, 9, 1),
        term_to=date(2024, 9, 30),
        pay=Decimal(0),
        signed_by=frozenset(),
        firm_holds=(),
    )
    found = eligibility(worst, RULE)
    assert found.reasons == tuple(REASONS)
    assert found.in_principle == ("age", "degree")
    assert not found.needs_exception


def test_only_conditions_in_principle_leave_room_for_an_exception() -> None:
    assert eligibility(replace(GOOD, degree="master", born_on=date(1960, 1, 1)), RULE).needs_exception
    assert not eligibility(replace(GOOD, degree="master", pay=Decimal(0)), RULE).needs_exception
    assert not eligibility(GOOD, RULE).needs_exception


@pytest.mark.parametrize("lived", [0, 183, 365])
def test_fifty_lasts_to_the_eve_of_the_next_birthday(lived: int) -> None:
    born = date(1973, 7, 1)
    assert eligibility(
        replace(GOOD, born_on=born, age_counted_on=date(2023, 7, 1) + timedelta(days=lived)), RULE
    ).eligible


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("高新技术企业", True),
        ("省高新技术企业培育库入库企业", True),
        ("国家科技型中小企业", True),
        ("省级重点实验室", True),
        ("国家重点实验室", True),
        ("市级重点实验室", False),
        ("常州市重点实验室", False),
        ("江苏省院士工作站", True),
        ("院士工作站", True),
        ("市级研究生工作站", False),
        ("市级工程技术研究中心", True),
        ("江苏省工程技术研究中心", True),
        ("区级工程技术研究中心", False),
        ("武进区工程技术研究中心", False),
        ("常州市武进区工程技术研究中心", False),
        ("江苏省常州市工程技术研究中心", True),
        ("工程技术研究中心", True),
        ("专精特新企业", False),
        ("", False),
    ],
)
def test_a_title_counts_from_its_level_on(title: str, counts: bool) -> None:
    assert qualifies(title, RULE) == counts
