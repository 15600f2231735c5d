"""The shape of a pack on disk: one table class for each TOML stanza. What stands between them is checked in `checks`.

The descriptions and patterns here also make the JSON Schema that editors complete and check packs by.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jinliang.core.indicator import Comparison, Measure
from jinliang.core.select import Mode, Operator
from jinliang.packs.scalar import (
    Asked,
    ClauseId,
    Code,
    Days,
    KindId,
    MonthDay,
    Number,
    Regular,
    RuleText,
    Said,
    Span,
    TypeText,
    Word,
    Year,
)


class Table(BaseModel):
    """A TOML table: unknown keys are refused, types are TOML's own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ItemTable(Table):
    """One code."""

    id: Code
    label: Said
    first: date | None = Field(None, description="从这天起可用")
    last: date | None = Field(None, description="到这天为止可用，当天仍可用")
    under: str = Field("", description="上级代码")
    maps: list[str] = Field([], description="对应另一个代码表里的哪些代码")


class ListTable(Table):
    """A code list."""

    id: Word
    label: Said
    items: list[ItemTable] = Field(alias="item", min_length=1)
    cite: str = Field("", description="出处")
    sure: Literal["V", "H", "M", "L", "D"] = Field(
        description="把握：V 见过原文，H/M/L 自有知识（高/中/低），D 本系统自定"
    )
    under: str = Field("", description="item.under 指向哪个代码表，空为本表")
    maps: str = Field("", description="item.maps 指向哪个代码表")


class FieldTable(Table):
    """A field of a kind."""

    id: Word
    label: Said
    type: TypeText = Field(
        description="text integer amount date period yesno file person，或 code:代码表 party:主体类型 entry:事实类型"
    )
    required: bool = True
    role: str = Field("", description="party 和 person 字段担任的角色，如 host")
    from_party: str = Field("", description="不用填：取这个角色的主体类型")
    home: str = Field("", description="person 字段：用哪个 party 字段区分同名的人")
    valid_on: str = Field("", description="code 字段：按哪个日期字段判断代码是否有效，空为 on")
    pattern: Regular = Field("", description="text 字段须整个符合的正则表达式")
    help: str = ""
    unit: str = ""
    personal: bool = Field(False, description="个人信息，不公开")


class RuleTable(Table):
    """What must hold between fields."""

    must: RuleText
    say: Said
    cite: str = ""


class EvidenceTable(Table):
    """A kind of paper a claim needs."""

    type: Said
    min: int = Field(1, ge=0)
    shared: bool = Field(False, description="一份官方文件可以佐证许多件")


class KindTable(Table):
    """A kind of fact."""

    id: KindId
    label: Said
    entry: Word
    key: list[str] = Field(min_length=1, description="自然键：这几个字段相同就是同一台账")
    title: list[str] = Field(min_length=1, description="拼成台账名称的字段")
    on: Said = Field(description="发生日是哪个字段")
    until: str = Field("", description="止日是哪个字段，没有止日就不写")
    states: list[str] = Field(min_length=1, description="谁可以申报")
    checks: list[str] = Field(["bureau"], min_length=1, description='审核层级：["district"]、["bureau"] 或两级')
    evidence: list[EvidenceTable] = []
    fields: list[FieldTable] = Field(alias="field", min_length=1)
    rules: list[RuleTable] = Field([], alias="rule")
    area: str = Field("", description="按哪个角色的主体定区域")
    official: list[str] = Field(["bureau"], description="谁导入官方名单即成事实")
    calendar: list[MonthDay] = Field([], description="官方名单每年公布的日子，如 12-31")
    help: str = ""


class ClauseTable(Table):
    """A piece of the plan's text."""

    id: ClauseId
    marker: str = ""
    title: Said
    span: Span
    cite: Said
    quote: str = ""


class BodyTable(Table):
    """A body the plan names."""

    id: Word
    name: Said
    role: Said
    clauses: list[str] = Field(min_length=1)


class ConditionTable(Table):
    """A condition of a selector."""

    field: Said
    op: Operator
    value: Asked = Field(description='holds 的值写成 { kind = "…", role = "…" }，one_of 的值写成列表')


class TargetTable(Table):
    """The number promised."""

    operator: Comparison
    value: Number
    by: date
    yearly: dict[Year, Number] = {}
    question: str = Field("", description="原文没写清的地方，待人确认；只写数、没写“以上”的必须有")


class MentionTable(Table):
    """A place where the plan states the target."""

    clause: Said
    span: Span
    quote: Said
    note: str = ""


class IndicatorTable(Table):
    """A declared question to the facts."""

    id: Word
    label: Said
    short: Said
    unit: Said
    kind: Said
    where: list[ConditionTable] = []
    measure: Measure
    mode: Mode
    period: Days = Field([], description="flow 的起止日，空为计划期；stock 不写")
    target: TargetTable
    mentions: list[MentionTable] = Field(alias="mention", min_length=1)
    lead: Said
    basis: str = Field("", description="口径")
    evidence: str = ""
    slice_by: str = Field("", description="role:<角色> 或 area")


class BandTable(Table):
    """A marginal band: its rate is paid on what a year's base has between two amounts."""

    low: Number = Field(alias="from")
    high: Number | None = Field(None, alias="to", description="最后一档不写")
    rate: Number


class RateTable(Table):
    """A rate, or marginal bands, from one day to another; with what a party and a year may get at most."""

    rate: Number | None = Field(None, description="单一费率；按档计的不写，写 band")
    rate_max: Number | None = Field(None, description="年度通知可以定到的最高费率；不写就是不设上限")
    bands: list[BandTable] = Field([], alias="band")
    cap: Number | None = Field(None, description="一个单位一年最多多少元")
    budget: Number | None = Field(None, description="一年一共多少元，超过的按比例减")
    first: date
    last: date
    cite: Said


class ExampleTable(Table):
    """A worked example of an award."""

    say: Said
    given: dict[str, Number]
    gives: Number
    on: date | None = Field(None, description="哪天的费率，空为第一档")


class AwardTable(Table):
    """A declared rule that turns facts into money."""

    id: Word
    label: Said
    clause: str = Field("", description="依据的条款；没有计划正文的不写，出处写在 cite")
    kind: Said
    base: Said
    where: list[ConditionTable] = []
    step: Number
    level: str = Field("city", description="哪一级的奖补：nation、province、city、district")
    beneficiary: str = Field("intermediary", description="给合同里的哪个角色：buyer、seller、intermediary、broker")
    applicants: list[str] = Field([], description="哪几类主体可以得，空为不限")
    sellers: list[str] = Field([], description="卖方限哪几类主体，空为不限")
    buyer_local: bool = Field(False, description="买方要在本市")
    landed: bool = Field(False, description="成果要在本市落地")
    registered_in_year: bool = Field(False, description="只算当年登记的合同")
    role_proof: bool = Field(False, description="要有促成交易的证明")
    own_office: bool = Field(True, description="卖方自己的机构可以得")
    evidence: list[str] = Field([], description="要交的佐证类型")
    rates: list[RateTable] = Field(alias="rate", min_length=1)
    examples: list[ExampleTable] = Field(alias="example", min_length=1)
    note: str = ""


class PaceTable(Table):
    """Thresholds of the board, as shares of the pace due."""

    late: Number
    watch: Number


class PackTable(Table):
    """A whole pack."""

    id: Word
    title: Said
    short: Said
    version: Said
    issuer: Said
    number: str = ""
    issued_on: date
    period: Annotated[Days, Field(min_length=2)]
    scope: list[str] = []
    uses: list[str] = []
    text_file: str = Field("", description="计划正文，与本文件放在同一文件夹")
    basis: str = ""
    areas: list[ItemTable] = Field([], alias="area")
    bodies: list[BodyTable] = Field([], alias="body")
    clauses: list[ClauseTable] = Field([], alias="clause")
    indicators: list[IndicatorTable] = Field([], alias="indicator")
    awards: list[AwardTable] = Field([], alias="award")
    lists: list[ListTable] = Field([], alias="list")
    kinds: list[KindTable] = Field([], alias="kind")
    pace: PaceTable | None = None
