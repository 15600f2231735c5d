import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.core.refusal import Refusal
from jinliang.packs.credit import ALPHABET, check_credit, credit_code, inner_check

WEIGHTS = [3**place % 31 for place in range(17)]
BODIES = st.tuples(
    st.sampled_from("159"),
    st.sampled_from("123"),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


def check_character(body: str) -> str:
    """The standard's formula, written out."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


@given(BODIES)
def test_a_code_with_its_own_check_character_is_right_and_with_any_other_wrong(body: str) -> None:
    right = body + check_character(body)
    assert check_credit(right).valid
    assert check_credit(right).code == right
    for sign in ALPHABET.replace(right[17], ""):
        found = check_credit(body + sign)
        assert (found.reasons, found.expected) == (("check",), right[17])


@pytest.mark.parametrize("rest", range(31))
def test_every_remainder_has_its_check_character(rest: int) -> None:
    # the weight of the last body character is 28, whose multiples reach every remainder modulo 31
    body = next(
        f"9132041100000000{sign}"
        for sign in ALPHABET
        if sum(ALPHABET.index(each) * weight for each, weight in zip(f"9132041100000000{sign}", WEIGHTS, strict=True))
        % 31
        == rest
    )
    assert check_credit(body + ALPHABET[(31 - rest) % 31]).valid


@given(BODIES, st.integers(0, 15))
def test_two_neighbours_written_the_wrong_way_round_are_found(body: str, place: int) -> None:
    right = body + check_character(body)
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if wrong != right:
        assert check_credit(wrong).reasons == ("check",)


@given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body: str, place: int, sign: str) -> None:
    right = body + check_character(body)
    wrong = right[:place] + sign + right[place + 1 :]
    if wrong != right:
        assert check_credit(wrong).reasons == ("check",)


@pytest.mark.parametrize("first", "NAY")
def test_letters_may_stand_in_first_place(first: str) -> None:
    body = f"{first}1320412MA1KF1PJ6"
    assert check_credit(body + check_character(body)).valid


def test_other_letters_may_not_stand_in_first_place_nor_any_in_the_area() -> None:
    assert check_credit("B1320412MA1KF1PJ6" + check_character("B1320412MA1KF1PJ6")).reasons == ("department",)
    assert check_credit("9132A412MA1KF1PJ6" + check_character("9132A412MA1KF1PJ6")).reasons == ("area",)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("91110108551385082O", ("alphabet",)),
        ("9111010855138508Q", ("length",)),
        ("911101085513850820Q", ("length",)),
        ("", ("length",)),
        ("   ", ("length",)),
        (None, ("length",)),
        ("0" * 18, ("zeros",)),
        ("９1110108551385082Q", ("alphabet",)),
        ("91110108-55138508-2Q", ("length", "alphabet")),
        ("91110108 551385082Q", ("length", "alphabet")),
        ("91110108551385082Q\n", ("length", "alphabet")),
        ("9111010855138508-Q", ("alphabet",)),
        ("常州市科学技术局", ("length", "alphabet")),
        (91110108551385082, ("text",)),
        (9.1e17, ("text",)),
    ],
)
def test_formal_faults_are_told_and_not_mended(text: object, reasons: tuple[str, ...]) -> None:
    found = check_credit(text)
    assert found.reasons == reasons
    assert found.why
    assert found.fix


@pytest.mark.parametrize("sign", "IOSVZ")
@pytest.mark.parametrize("place", [0, 9, 17])
def test_the_five_letters_left_out_are_refused_everywhere(sign: str, place: int) -> None:
    code = "91110108551385082Q"
    assert check_credit(code[:place] + sign + code[place + 1 :]).reasons == ("alphabet",)


def test_small_letters_and_blanks_around_are_put_right() -> None:
    assert credit_code(" 91110108551385082q\t") == "91110108551385082Q"


def test_the_inner_code_is_only_a_warning() -> None:
    found = check_credit("123204004600000040")
    assert found.valid
    assert found.warning == "第九到十七位的组织机构代码校验不符，请核对证照"
    assert check_credit("91110108551385082Q").warning is None
    assert inner_check("55138508") == "2"


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("91110108551385082P", "91110108551385082Q"),
        ("91110108551385028Q", "91110108551385082Q"),
        ("９１１１０１０８５５１３８５０８２Ｑ", "91110108551385082Q"),
        ("91110108-551385082-Q", "91110108551385082Q"),
        ("9111O108551385028Q", None),
        ("91110IO8551385082Q", "91110108551385082Q"),
        ("91110109551385082Q", "911101095513850827"),
        ("91110108551385192Q", None),
    ],
)
def test_a_right_code_is_suggested_where_the_checks_speak_for_one(wrong: str, meant: str | None) -> None:
    assert check_credit(wrong).suggestion == meant


def test_a_refusal_carries_reason_fix_and_suggestion() -> None:
    with pytest.raises(Refusal) as refused:
        credit_code("91110108551385082P")
    assert refused.value.code == "credit_check"
    assert "“Q”" in refused.value.why
    assert refused.value.fix.endswith("；是不是 91110108551385082Q？")
