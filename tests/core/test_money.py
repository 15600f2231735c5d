from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.core.money import down_to, fen_up, money_text, short_money, to_fen, wan_text, yi_text, yuan
from jinliang.core.refusal import Refusal

FEN = st.integers(0, 10**17 - 1)
EXACT = st.fractions(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200.00", "1200.00"),
        ("1200", "1200.00"),
        (" 12.5 ", "12.50"),
        ("0", "0.00"),
        ("0.01", "0.01"),
        ("999,999,999,999,999.99", "999999999999999.99"),
    ],
)
def test_yuan_reads_what_people_write(text: str, amount: str) -> None:
    assert str(yuan(text)) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount_empty"),
        ("  ", "amount_empty"),
        ("-3", "amount_negative"),
        ("−3.00", "amount_negative"),
        ("1.005", "amount_decimals"),
        ("1000000000000000", "amount_too_large"),
        ("9" * 30, "amount_too_large"),
        ("NaN", "amount_not_finite"),
        ("-Infinity", "amount_not_finite"),
        ("1e6", "amount_exponent"),
        ("1.2E+7", "amount_exponent"),
        ("１２００", "amount_full_width"),
        ("1，200", "amount_full_width"),
        ("120万", "amount_unit"),
        ("￥1200", "amount_unit"),
        ("1,20", "amount_grouping"),
        ("12,00.00", "amount_grouping"),
        ("1200,000", "amount_grouping"),
        ("0012", "amount_not_a_number"),
        ("+5", "amount_not_a_number"),
        ("5.", "amount_not_a_number"),
        (".5", "amount_not_a_number"),
        ("1 200", "amount_not_a_number"),
        ("1200\n", "amount_not_a_number"),
        ("٣", "amount_not_a_number"),
        ("abc", "amount_not_a_number"),
    ],
)
def test_yuan_refuses_with_the_value_and_a_way_out(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        yuan(text)
    assert refused.value.code == code
    assert text.strip(" ") in refused.value.why
    assert refused.value.fix


@pytest.mark.parametrize("text", ["-3", "−3", "-3.00"])
def test_yuan_reads_a_correction_where_negatives_are_allowed(text: str) -> None:
    assert yuan(text, negative=True) == Decimal("-3.00")


@pytest.mark.parametrize("text", ["--3", "-−3", "- 3"])
def test_yuan_takes_one_minus_only(text: str) -> None:
    with pytest.raises(Refusal, match="不是金额"):
        yuan(text, negative=True)


def test_a_negative_zero_is_zero() -> None:
    assert str(yuan("-0", negative=True)) == "0.00"
    assert str(to_fen(Fraction(-1, 1000))) == "0.00"


@given(FEN)
def test_the_ledger_form_reads_back(fen: int) -> None:
    amount = Decimal((0, tuple(int(figure) for figure in str(fen)), -2))
    assert yuan(money_text(amount)) == amount


@given(EXACT)
def test_to_fen_is_the_nearest_fen_and_a_tie_goes_away_from_zero(amount: Fraction) -> None:
    error = Fraction(to_fen(amount)) - amount
    assert abs(error) <= Fraction(1, 200)
    assert error != Fraction(1, 200) or amount > 0
    assert error != Fraction(-1, 200) or amount < 0


@given(EXACT)
def test_fen_up_is_the_least_fen_that_is_not_below(amount: Fraction) -> None:
    assert 0 <= Fraction(fen_up(amount)) - amount < Fraction(1, 100)


@given(EXACT, st.sampled_from([1, 100, 1000, Decimal("0.01")]))
def test_down_to_cuts_to_full_steps_towards_zero(amount: Fraction, step: int | Decimal) -> None:
    cut = Fraction(down_to(amount, step))
    assert (cut / Fraction(step)).denominator == 1
    assert 0 <= abs(amount) - abs(cut) < Fraction(step)
    assert cut * amount >= 0


@pytest.mark.parametrize("step", [0, -100, Fraction(1, 3), Decimal("0.001")])
def test_down_to_takes_no_step_that_is_not_whole_fen(step: Fraction) -> None:
    with pytest.raises(ValueError, match="step"):
        down_to(Decimal(100), step)


def test_rounding_does_not_hang_on_the_decimal_context() -> None:
    with localcontext() as context:
        context.prec = 5
        assert str(to_fen(Decimal("123456789012345.675"))) == "123456789012345.68"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1420000", ("142.00", "万元")),
        ("0", ("0.00", "万元")),
        ("49.99", ("0.00", "万元")),
        ("50", ("0.01", "万元")),
        ("99999949.99", ("9,999.99", "万元")),
        ("99999950", ("1.00", "亿元")),
        ("100000000", ("1.00", "亿元")),
        ("1586000000", ("15.86", "亿元")),
        ("-1420000", ("−142.00", "万元")),
        ("-200000000", ("−2.00", "亿元")),
    ],
)
def test_short_money_changes_its_unit_at_one_yi(amount: str, shown: tuple[str, str]) -> None:
    assert short_money(Decimal(amount)) == shown


def test_columns_keep_one_unit() -> None:
    assert wan_text(Decimal(1586000000)) == "158,600.00"
    assert yi_text(Decimal(1420000)) == "0.01"
    assert money_text(Decimal(-1200000)) == "−1,200,000.00"
