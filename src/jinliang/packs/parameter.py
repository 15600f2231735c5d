"""Dated numbers of the law: a value by name and by the day of the act, with its source (口径).

Rules take them as arguments; none is a constant in code. What the rules of core ask for is put together here.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jinliang.core.day import Count
from jinliang.core.income_tax import TransferTax
from jinliang.core.money import yuan
from jinliang.core.patent_advice import AdviceRule
from jinliang.core.patent_fee import FeeRule as PatentFeeRule
from jinliang.core.patent_value import PatentCriteria
from jinliang.core.refusal import Refusal
from jinliang.core.registration import ClockRule
from jinliang.core.response import Promise
from jinliang.core.reward import Floors
from jinliang.core.reward_tax import TaxRelief
from jinliang.core.valuation import DIMENSIONS, Weights
from jinliang.core.vice_president import VicePresidentRule

Value = int | str | Decimal | tuple[str, ...]


class Parameter(BaseModel):
    """One value for one time: `first` and `last` are its days (None = open), `cite` its source, `sure` how well it is
    known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    label: str
    raw: int | str | tuple[str, ...] = Field(alias="value")
    unit: str = ""
    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="to")
    cite: str
    sure: Literal["plan", "V", "own-H", "own-M", "own-L", "design"]
    note: str = ""

    @property
    def value(self) -> Value:
        """The value; money is a Decimal of yuan."""
        return yuan(str(self.raw)) if self.unit == "元" else self.raw

    def stands(self, on: date) -> bool:
        """Whether it holds on the day."""
        return self.first <= on and (self.last is None or on <= self.last)


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    parameter: tuple[Parameter, ...]


@cache
def parameters() -> tuple[Parameter, ...]:
    """All rows, for showing them with their sources."""
    text = (files("jinliang.packs") / "parameters.toml").read_text(encoding="utf-8")
    return _Parameters.model_validate(tomllib.loads(text)).parameter


def parameter_row(id: str, on: date) -> Parameter:
    """The row in force on the day. Raises Refusal no_such_parameter, parameter_not_in_force (naming the days for
    which it is known).
    """
    rows = [row for row in parameters() if row.id == id]
    if not rows:
        raise Refusal("no_such_parameter", f"没有参数“{id}”", "核对参数编号")
    for row in rows:
        if row.stands(on):
            return row
    spans = "、".join(f"{row.first} 至 {row.last or '今'}" for row in rows)
    raise Refusal(
        "parameter_not_in_force",
        f"“{rows[0].label}”在 {on} 没有规定，只有 {spans} 的",
        "核对日期，或请管理员补上当时的规定",
    )


def parameter(id: str, on: date) -> Value:
    """The value in force on the day.

    >>> parameter("vice_president.pay", date(2020, 6, 1))
    Decimal('120000.00')
    """
    return parameter_row(id, on).value


def notice_length(id: str, on: date) -> tuple[int, Count]:
    """The shortest length of a notice that starts on the day, and how its days are counted.

    >>> notice_length("notice.cash_award", date(2020, 6, 1))
    (15, 'working')
    """
    row = parameter_row(id, on)
    return whole(id, on), "working" if row.unit == "工作日" else "calendar"


def vice_president_rule(on: date) -> VicePresidentRule:
    """What a science vice-president must meet by the notice in force on the day."""
    return VicePresidentRule(
        max_age=whole("vice_president.max_age", on),
        degrees=frozenset(_words("vice_president.degrees", on)),
        employers=frozenset(_words("vice_president.employers", on)),
        province=_text("vice_president.province", on),
        term_years=whole("vice_president.term_years", on),
        pay=_money("vice_president.pay", on),
        signers=frozenset(_words("vice_president.signers", on)),
        titles=_words("vice_president.titles", on),
        province_bodies=_words("vice_president.province_bodies", on),
        city_bodies=_words("vice_president.city_bodies", on),
    )


@lru_cache(64)
def patent_criteria(on: date) -> PatentCriteria:
    """What makes an invention patent high-value by the definition in force on the day."""
    return PatentCriteria(
        over_years=whole("patent_value.over_years", on),
        pledge=_money("patent_value.pledge", on),
        not_overseas=frozenset(_words("patent_value.not_overseas", on)),
        awards=_words("patent_value.awards", on),
    )


@lru_cache(4096)
def patent_fee_rule(kind: str, applied_on: date, on: date) -> PatentFeeRule:
    """The term of a patent of a kind by its application day, and what a year of it costs by the day asked.

    >>> patent_fee_rule("invention", date(2015, 6, 30), date(2021, 6, 18)).bands[1]
    (6, Decimal('1200'))
    """
    bands = (one.split() for one in _words(f"patent_fee.{kind}", on))
    return PatentFeeRule(
        term=whole(f"patent_term.{kind}", applied_on),
        grace=whole("patent_fee.grace", on),
        surcharge=whole("patent_fee.surcharge", on),
        amber=whole("patent_fee.amber", on),
        red=whole("patent_fee.red", on),
        bands=tuple((int(last), Decimal(amount)) for last, amount in bands),
    )


@lru_cache(64)
def patent_advice_rule(on: date) -> AdviceRule:
    """The lines along which keeping or dropping a patent is advised."""
    return AdviceRule(
        keep=whole("patent_keep.score", on),
        drop=whole("patent_keep.low_score", on),
        old=whole("patent_keep.old", on),
        quiet=whole("patent_keep.quiet", on),
        ask=whole("patent_keep.ask", on),
    )


def patent_weights(scene: str, on: date) -> Weights:
    """The weights of a scene in force on the day. Raises Refusal no_such_scene."""
    row = parameter_row("patent_value.scenes", on)
    shares = {name: said for name, *said in (one.split() for one in _words("patent_value.scenes", on))}
    if scene not in shares:
        raise Refusal("no_such_scene", f"没有“{scene}”这个估值场景", "从列表里选")
    dimensions = {one: _hundredths(said) for one, said in zip(DIMENSIONS, shares[scene], strict=True)}
    indices = (one.split() for one in _words("patent_value.indices", on))
    return Weights(scene, dimensions, {id: (of, _hundredths(said)) for id, of, said in indices}, row.cite)


def open_licence_kinds(on: date) -> frozenset[str]:
    """The kinds of patent whose open licence needs an evaluation report. Raises Refusal before there were open licences."""
    return frozenset(_words("patent_licence.report", on))


def large_contract(on: date) -> Decimal:
    """The technical amount in yuan from which a contract needs a second reviewer.

    >>> large_contract(date(2021, 6, 18))
    Decimal('5000000.00')
    """
    return _money("contract.large", on)


def hint_terms(on: date) -> frozenset[str]:
    """The terms of a contract whose absence is only a hint to correct."""
    return frozenset(_words("contract.hint_terms", on))


def clock_rule(accepted_on: date) -> ClockRule:
    """How long the registrar has for what was accepted on the day."""
    days, count = notice_length("registration.clock", accepted_on)
    long_days, _ = notice_length("registration.clock_long", accepted_on)
    return ClockRule(days, long_days, count, large_contract(accepted_on))


def promise(on: date) -> Promise:
    """How long a side of a match has to answer, on the day of the question."""
    return Promise(whole("match.promised", on), whole("match.watch", on))


def reward_floors(on: date) -> Floors:
    """What the law gives those who made a result at least, by the day the contract was signed."""
    pool, main, profit = (Decimal(whole(f"reward.{one}", on)) for one in ("pool", "main", "profit"))
    return Floors(pool, main, profit, whole("reward.years_least", on), whole("reward.years_most", on))


def tax_relief() -> TaxRelief:
    """The tax relief for cash rewards with the day from which it holds."""
    since = min(one.first for one in parameters() if one.id == "reward.tax_months")
    return TaxRelief(whole("reward.tax_months", since), since, Decimal(whole("reward.tax_counted", since)))


def transfer_tax(year: int) -> TransferTax:
    """How the income from technology transfer is taxed in a year."""
    day = date(year, 12, 31)
    return TransferTax(_money("transfer_tax.free", day), Decimal(whole("transfer_tax.counted", day)))


def _hundredths(said: str) -> Decimal:
    return Decimal(said) / 100


def whole(id: str, on: date) -> int:
    """A parameter that is a whole number, by the day. Raises what `parameter_row` raises."""
    value = parameter(id, on)
    if not isinstance(value, int):
        raise TypeError(f"{id} is no whole number")
    return value


def _money(id: str, on: date) -> Decimal:
    value = parameter(id, on)
    if not isinstance(value, Decimal):
        raise TypeError(f"{id} is no money")
    return value


def _text(id: str, on: date) -> str:
    value = parameter(id, on)
    if not isinstance(value, str):
        raise TypeError(f"{id} is no text")
    return value


def _words(id: str, on: date) -> tuple[str, ...]:
    value = parameter(id, on)
    if not isinstance(value, tuple):
        raise TypeError(f"{id} is no list")
    return value
