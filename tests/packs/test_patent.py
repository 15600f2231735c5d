from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.core.refusal import Refusal
from jinliang.packs.patent import check_patent, patent_check, patent_number

LONG = st.tuples(
    st.integers(2003, 2026).map(str), st.sampled_from("12389"), st.text("0123456789", min_size=7, max_size=7)
).map("".join)
OLD = st.tuples(
    st.sampled_from([f"{year:02}" for year in (*range(85, 100), *range(4))]),
    st.sampled_from("12389"),
    st.text("0123456789", min_size=5, max_size=5),
).map("".join)


@given(LONG | OLD)
def test_a_number_with_its_own_check_is_right_and_with_any_other_wrong(digits: str) -> None:
    total = sum(int(digit) * (place % 8 + 2) for place, digit in enumerate(digits))
    right = "0123456789X"[total % 11]
    for check in "0123456789X":
        found = check_patent(f"{digits}.{check}")
        assert found.reasons == (() if check == right else ("check",))
        assert found.expected == right
        assert found.suggestion == (None if check == right else f"{digits}.{right}")


@given(LONG | OLD, st.sampled_from(["", "ZL", "zl ", "CN", "ZL.", "CNZL"]), st.booleans(), st.booleans())
def test_every_way_of_writing_gives_one_spelling(digits: str, prefix: str, point: bool, small: bool) -> None:
    check = patent_check(digits)
    written = f"{prefix}{digits[:4]} {digits[4:]}{'.' if point else ''}{check.lower() if small else check}"
    found = check_patent(f" {written}\t")
    assert (found.number, found.reasons) == (f"{digits}.{check}", ())
    assert found.granted == ("ZL" in prefix.upper())


@given(LONG | OLD)
def test_a_number_without_check_is_not_taken_but_completed(digits: str) -> None:
    for written in (digits, digits + "."):
        found = check_patent(written)
        assert found.reasons == ("check_missing",)
        assert found.suggestion == f"{digits}.{patent_check(digits)}"


@pytest.mark.parametrize(
    ("number", "year", "kind"),
    [
        ("200310102344.5", 2003, "invention"),
        ("ZL201914061316.X", 2019, "invention"),
        ("202424652687.1", 2024, "utility_model"),
        ("85100001.0", 1985, "invention"),
        ("03100001." + patent_check("03100001"), 2003, "invention"),
        ("98300001." + patent_check("98300001"), 1998, "design"),
        ("202080000001." + patent_check("202080000001"), 2020, "invention"),
        ("202090000001." + patent_check("202090000001"), 2020, "utility_model"),
        ("202030000001." + patent_check("202030000001"), 2020, "design"),
    ],
)
def test_a_number_tells_year_and_kind(number: str, year: int, kind: str) -> None:
    found = check_patent(number)
    assert (found.valid, found.application_year, found.kind) == (True, year, kind)


def checked(digits: str) -> str:
    return f"{digits}.{patent_check(digits)}"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("", ("length",)),
        (None, ("length",)),
        ("20191406131.X", ("length",)),
        ("2019140613166.X", ("length",)),
        ("20191406131X", ("length",)),
        ("20191.4061316X", ("length",)),
        ("ZL", ("length",)),
        ("201914061316..X", ("alphabet", "length")),
        ("２01914061316.X", ("alphabet",)),
        ("201914061316．X", ("alphabet", "length")),
        ("201914061316.Y", ("alphabet",)),
        ("2019X4061316.X", ("alphabet",)),
        ("201914061316.X\n", ("alphabet", "length")),
        ("CN110123456A", ("alphabet", "length")),
        (201914061316, ("text",)),
        (checked("200214061316"), ("year",)),
        (checked("199914061316"), ("year",)),
        (checked("202714061316"), ("year",)),
        (checked("84100001"), ("year",)),
        (checked("04100001"), ("year",)),
        (checked("201944061316"), ("kind",)),
        (checked("201904061316"), ("kind",)),
        (checked("99700001"), ("kind",)),
    ],
)
def test_faults_are_told(text: object, reasons: tuple[str, ...]) -> None:
    found = check_patent(text, date(2026, 11, 25))
    assert found.reasons == reasons
    assert found.why
    assert found.fix


def test_this_years_number_is_right_and_next_years_waits_for_its_year() -> None:
    assert check_patent(checked("202614061316"), date(2026, 1, 1)).valid
    assert check_patent(checked("202714061316"), date(2027, 1, 1)).valid
    assert not check_patent(checked("202714061316"), date(2026, 12, 31)).valid


def test_a_refusal_carries_reason_and_the_right_check() -> None:
    assert patent_number("zl 2003 1 0102344.5") == "200310102344.5"
    with pytest.raises(Refusal) as refused:
        patent_number("200310102344.6")
    assert refused.value.code == "patent_check"
    assert refused.value.fix.endswith("200310102344.5")
