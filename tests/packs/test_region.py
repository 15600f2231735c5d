from datetime import date, timedelta

import pytest
from stdnum import numdb

from jinliang.core.refusal import Refusal
from jinliang.packs.region import Area, area_name, region, regions, zones

EVE, CHANGE = date(2015, 4, 27), date(2015, 4, 28)


def test_the_districts_of_the_plans_years() -> None:
    names = ["天宁区", "钟楼区", "新北区", "武进区", "金坛区", "溧阳市"]
    assert [each.name for each in regions("320400", date(2019, 1, 1))] == names
    before = ["天宁区", "钟楼区", "戚墅堰区", "新北区", "武进区", "溧阳市", "金坛市"]
    assert [each.name for each in regions("320400", EVE)] == before


def test_a_code_stands_to_its_last_day_and_then_has_a_successor() -> None:
    assert region("320482", EVE) == Area("320482", EVE, True, "金坛市", "county_city", "320400")
    assert region("320482", CHANGE) == Area("320482", CHANGE, False, "金坛市", "county_city", "320400", "320413")
    assert region("320405", EVE).exists
    assert region("320405", CHANGE).successor == "320412"


def test_a_code_does_not_exist_before_its_first_day() -> None:
    assert region("320413", EVE) == Area("320413", EVE, False, "金坛区", "district", "320400")
    assert region("320413", CHANGE).exists


def test_a_code_keeps_its_number_when_the_name_changes() -> None:
    assert region("320411", date(1999, 6, 1)).name == "郊区"
    assert region("320411", date(2019, 6, 1)).name == "新北区"


@pytest.mark.parametrize(
    ("code", "on", "successor"),
    [
        ("320422", "2000-06-01", "320482"),
        ("320422", "2019-06-01", "320413"),
        ("320421", "1998-06-01", "320483"),
        ("320421", "2019-06-01", "320412"),
        ("320423", "2019-06-01", "320481"),
        ("320403", "2019-06-01", None),
    ],
)
def test_a_successor_is_the_one_in_force_that_day(code: str, on: str, successor: str | None) -> None:
    found = region(code, date.fromisoformat(on))
    assert (found.exists, found.successor) == (False, successor)


def test_a_functional_zone_is_no_code_but_has_a_place() -> None:
    for code in ("cz-jkq", "320452"):
        found = region(code, date(2020, 1, 1))
        assert (found.exists, found.name, found.level, found.city) == (False, "常州经开区", "zone", "320400")
        assert found.zone is not None
        assert found.zone.region == "320412"
    assert [zone.name for zone in zones("320400") if zone.reports] == ["常州经开区"]
    assert all(region(zone.region, date(2020, 1, 1)).exists for zone in zones("320400"))


@pytest.mark.parametrize(
    ("code", "on", "exists", "name", "level"),
    [
        ("320582", "2021-03-01", True, "张家港市", "county_city"),
        ("320500", "2021-03-01", True, "苏州市", "prefecture"),
        ("320000", "2021-03-01", True, "江苏省", "province"),
        ("110000", "2021-03-01", True, "北京市", "province"),
        ("330106", "2021-03-01", True, "西湖区", "district"),
        ("320723", "2021-03-01", True, "灌云县", "county"),
        ("320103", "2012-03-01", True, "白下区", "district"),
        ("320103", "2021-03-01", False, "白下区", "district"),
        ("320213", "2014-03-01", False, "梁溪区", "district"),
    ],
)
def test_codes_elsewhere_are_named_and_are_not_in_the_city(
    code: str, on: str, exists: bool, name: str, level: str
) -> None:
    found = region(code, date.fromisoformat(on))
    assert (found.exists, found.name, found.level) == (exists, name, level)
    assert found.city != "320400"


@pytest.mark.parametrize(
    "code", ["320499", "999999", "320401", "3204", "32040０", "３20411", "320411 ", "320411\n", "", "武进区"]
)
def test_what_no_list_knows_means_nothing(code: str) -> None:
    assert region(code, date(2020, 1, 1)) == Area(code, date(2020, 1, 1), False)
    with pytest.raises(Refusal, match="没有区划代码"):
        area_name(code, date(2020, 1, 1))


def test_our_list_agrees_with_an_independent_one_year_by_year() -> None:
    def named(code: str) -> str:
        return dict(numdb.get("cn/loc").info(code)[1][1])["county"] if code != "320000" else "江苏省"

    days = [date(year, 6, 30) for year in range(1984, 2026)]
    codes = {each.code for on in days for each in regions("320400", on)}
    for code in codes | {"320400", "320000"}:
        spans = [entry.rpartition("]") for entry in named(code).split(",")]
        for on in days:
            theirs = []
            for span, _, name in spans:
                first, last = span.removeprefix("[").split("-") if span else ("", "")
                if int(first or 0) <= on.year <= int(last or 9999):
                    theirs.append(name)
            ours = {
                region(code, each).name
                for each in (date(on.year, 1, 1), date(on.year, 12, 31))
                if region(code, each).exists
            }
            # their years include the year of the change, which ours give to the old name up to a day and then to the new one
            assert ours <= set(theirs), (code, on.year)
            assert ours or not theirs or on.year in {int(span.rpartition("-")[2] or 0) for span, _, _ in spans}


def test_no_two_rows_of_a_code_stand_on_one_day() -> None:
    on = date(1983, 1, 1)
    while on < date(2027, 1, 1):
        codes = [each.code for each in regions("320400", on)]
        assert len(codes) == len(set(codes))
        on += timedelta(days=1)


def test_an_area_has_a_name_for_print() -> None:
    assert area_name("320412", date(2020, 1, 1)) == "武进区"
    assert area_name("cz-jkq", date(2020, 1, 1)) == "常州经开区"
