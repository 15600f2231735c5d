"""Every flaw of a pack is found at once, each once, with its place and the way to mend it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.core.refusal import Flaw
from jinliang.packs import load

PLAN = load.shipped_pack("changzhou_2019")
NATIONAL = load.shipped_pack("national")
PACKS = {"plan": PLAN, "national": NATIONAL}

Change = tuple[str, str]


def altered(pack: str, *changes: Change) -> list[Flaw]:
    """The flaws of a shipped pack with some of its text changed; each `old` must stand there once."""
    source = PACKS[pack].source
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times"
        source = source.replace(old, new)
    return list(load.check_text(source, PACKS[pack].text).flaws)


def told(flaws: list[Flaw]) -> list[tuple[str, str]]:
    return [(one.place, one.fix) for one in flaws]


def stanza(pack: str, start: str, old: str, new: str) -> Change:
    """A change of the first `old` after `start`, as a change that stands once in the text."""
    source = PACKS[pack].source
    head = source.index(start)
    end = source.index(old, head) + len(old)
    whole = source[head:end]
    return whole, whole.removesuffix(old) + new


SECOND_RATE = """\
  [[award.rate]]
  rate = 0.02
  rate_max = 0.02
  first = 2021-12-31
  last = 2022-12-31
  cite = "后来的细则"

"""

JOINT = 'id = "joint_projects"'
PROFESSOR = 'id = "cn.industry_professor"'

SINGLE: dict[str, tuple[str, Change, tuple[str, str]]] = {
    "unknown top-level key": ("plan", ("issued_on =", "isued_on ="), ("isued_on", "改成 issued_on")),
    "unknown stanza name": (
        "plan",
        ('[[body]]\nid = "exchange"', '[[bodi]]\nid = "exchange"'),
        ("bodi", "改成 body"),
    ),
    "unknown body": (
        "plan",
        stanza("plan", JOINT, 'lead = "science_bureau"', 'lead = "sience_bureau"'),
        ("indicator.joint_projects.lead", "改成 science_bureau"),
    ),
    "unknown kind": (
        "plan",
        stanza("plan", JOINT, "cn.joint_project", "cn.joint_projct"),
        ("indicator.joint_projects.kind", "改成 cn.joint_project"),
    ),
    "unknown mode": (
        "plan",
        stanza("plan", JOINT, 'mode = "flow"', 'mode = "flows"'),
        ("indicator.joint_projects.mode", "改成 flow"),
    ),
    "unknown measure": (
        "plan",
        stanza("plan", JOINT, "count_entries", "count_entrys"),
        ("indicator.joint_projects.measure", "改成 count_entries"),
    ),
    "nothing to add": (
        "plan",
        stanza("plan", 'id = "visitors"', "count_entries", "sum:amount"),
        ("indicator.visitors.measure", "改成 count_entries，或给这类事实加上这个字段"),
    ),
    "unknown operator of a condition": (
        "plan",
        ('field = "type", op = "one_of"', 'field = "type", op = "oneof"'),
        ("indicator.industry_professors.where[0].op", "改成 one_of"),
    ),
    "a field the kind has not": (
        "plan",
        ('{ field = "renewal"', '{ field = "renewl"'),
        ("indicator.joint_bodies.where[0].field", "改成 renewal"),
    ),
    "a role written as a field": (
        "plan",
        ('field = "role:lead"', 'field = "lead"'),
        ("indicator.led_projects.where[1].field", "改成 role:lead"),
    ),
    "a code not in the list": (
        "plan",
        ('"graduate", "undergraduate"', '"graduat", "undergraduate"'),
        ("indicator.industry_professors.where[0].value[0]", "改成 graduate"),
    ),
    "a value that cannot be compared": (
        "plan",
        ("value = false },\n]\nmeasure", 'value = "false" },\n]\nmeasure'),
        ("indicator.joint_bodies.where[0].value", "写成 true 或 false 的样子"),
    ),
    "a bound on what has no order": (
        "plan",
        ('op = "equals", value = "city"', 'op = "at_least", value = "city"'),
        ("indicator.city_laboratories.where[0].op", "改成 equals、one_of 或 not"),
    ),
    "a list where one value stands": (
        "plan",
        ('op = "equals", value = "city"', 'op = "equals", value = ["city"]'),
        ("indicator.city_laboratories.where[0].value", "改成一个值"),
    ),
    "holds of an unknown kind": (
        "plan",
        ('kind = "cn.science_vice_president", role', 'kind = "cn.science_president", role'),
        ("indicator.led_projects.where[1].value.kind", "改成 cn.science_vice_president"),
    ),
    "holds of an unknown role": (
        "plan",
        ('role = "person" }', 'role = "persons" }'),
        ("indicator.led_projects.where[1].value.role", "改成 person"),
    ),
    "holds of a person against a party": (
        "plan",
        ('role = "person" }', 'role = "home" }'),
        ("indicator.led_projects.where[1].value.role", "换成同类的角色"),
    ),
    "holds without kind and role": (
        "plan",
        ('value = { kind = "cn.science_vice_president", role = "person" }', 'value = "cn.science_vice_president"'),
        ("indicator.led_projects.where[1].value", '写成 { kind = "…", role = "…" }'),
    ),
    "slice by an unknown role": (
        "plan",
        stanza("plan", JOINT, "role:host", "role:hosts"),
        ("indicator.joint_projects.slice_by", "改成 role:host"),
    ),
    "以上 is at least": (
        "plan",
        stanza("plan", JOINT, 'operator = ">="', 'operator = ">"'),
        ("indicator.joint_projects.target.operator", "改成 >="),
    ),
    "超 is more than": (
        "plan",
        stanza("plan", 'id = "vice_presidents"', 'operator = ">"', 'operator = ">="'),
        ("indicator.vice_presidents.target.operator", "改成 >"),
    ),
    "a bare number is no at-least": (
        "plan",
        stanza("plan", 'id = "joint_bodies"', 'operator = "="', 'operator = ">="'),
        ("indicator.joint_bodies.target.operator", "改成 ="),
    ),
    "a bare number keeps its question": (
        "plan",
        (
            ', question = "原文只写“200名”，没写“以上”。现按达到 200 名即完成计，请市科技局确认。" }',
            " }",
        ),
        ("indicator.industry_professors.target.question", "在 question 里写明待谁确认什么"),
    ),
    "another number than the text": (
        "plan",
        ("value = 2_000_000_000", "value = 200_000_000"),
        ("indicator.new_investment.target.value", "改成 2000000000"),
    ),
    "a target after the plan": (
        "plan",
        stanza("plan", JOINT, "by = 2021-12-31", "by = 2022-12-31"),
        ("indicator.joint_projects.target.by", "改成 2021-12-31 或计划期内的日子"),
    ),
    "a yearly target outside the plan": (
        "plan",
        stanza("plan", JOINT, "by = 2021-12-31", 'by = 2021-12-31, yearly = { "2018" = 50 }'),
        ("indicator.joint_projects.target.yearly.2018", "改年份，或去掉这一年"),
    ),
    "a stock with a period": (
        "plan",
        ('mode = "stock"', 'mode = "stock"\nperiod = [2019-01-01, 2021-12-31]'),
        ("indicator.brokers.period", "去掉 period，或改成 flow"),
    ),
    "a period backwards": (
        "plan",
        ("period = [2019-01-01, 2021-12-31]", "period = [2021-12-31, 2019-01-01]"),
        ("period", "写两个日期，先起后止，如 [2019-01-01, 2021-12-31]"),
    ),
    "a mention in another place": (
        "plan",
        ("span = [4910, 4915]", "span = [4911, 4916]"),
        ("indicator.led_projects.mention[0].quote", "位置改成 [4910, 4915]"),
    ),
    "a mention outside its clause": (
        "plan",
        ('{ clause = "3.1.3.b", span = [2083', '{ clause = "3.1.3.a", span = [2083'),
        ("indicator.joint_bodies.mention[1].clause", "改成 3.1.3.b"),
    ),
    "a mention of no clause": (
        "plan",
        ('{ clause = "3.1.3.b", span = [2083', '{ clause = "3.1.3.x", span = [2083'),
        ("indicator.joint_bodies.mention[1].clause", "改成 3.1.3.b"),
    ),
    "a clause without its parent": (
        "plan",
        ('id = "3.4.3"', 'id = "3.5.3"'),
        ("clause.3.5.3", "补上条款 3.5，或改这一条的编号"),
    ),
    "a clause outside its parent": (
        "plan",
        ("span = [3732, 4064]", "span = [3640, 4064]"),
        ("clause.3.2.3.a.span", "改这一条的位置，或改它的编号"),
    ),
    "clauses that overlap": (
        "plan",
        ("span = [3406, 3525]", "span = [3400, 3525]"),
        ("clause.3.2.2.b.span", "核对两条的起止位置"),
    ),
    "a clause that starts elsewhere": (
        "plan",
        ("span = [6353, 6476]", "span = [6354, 6476]"),
        ("clause.4.2.span", "从第 6353 个字起"),
    ),
    "a clause beyond the text": (
        "plan",
        ("span = [6627, 6761]", "span = [6627, 9000]"),
        ("clause.4.4.span", "核对条款的起止位置"),
    ),
    "a quotation that is none": (
        "plan",
        ("着力打通政产学研用通道", "着力打通产学研通道"),
        ("clause.3.3.quote", "照原文抄一句，一字不改"),
    ),
    "a clause given twice": (
        "plan",
        ('[[clause]]\nid = "3.4.3"', '[[clause]]\nid = "3.4.2"'),
        ("clause[42]", "两处合成一处，或给这一处另起编号"),
    ),
    "an indicator given twice": (
        "plan",
        ('id = "visitors"', 'id = "brokers"'),
        ("indicator[14]", "两处合成一处，或给这一处另起编号"),
    ),
    "a body of no clause": (
        "plan",
        ('clauses = ["3.2.3", "3.4.4"]', 'clauses = ["3.2.3", "3.4.9"]'),
        ("body.exchange.clauses[1]", "改成 3.4.4"),
    ),
    "a scope outside the areas": (
        "plan",
        ('scope = ["320402"', 'scope = ["320403"'),
        ("scope[0]", "改成 320413"),
    ),
    "an example that does not compute": (
        "plan",
        ("gives = 16_000", "gives = 16_100"),
        ("award.transfer_2pct.example[0].gives", "改成 16000，或核对费率和取整"),
    ),
    "an example without its base": (
        "plan",
        ("given = { actual = 1_420_000 }", "given = { turnover = 1_420_000 }"),
        ("award.transfer_2pct.example[1].given", "写上 actual，或 receipts、technical、turnover"),
    ),
    "an unknown base": (
        "plan",
        ('base = "actual"', 'base = "actuall"'),
        ("award.transfer_2pct.base", "改成 actual"),
    ),
    "a rate above its ceiling": (
        "plan",
        ("rate_max = 0.02", "rate_max = 0.01"),
        ("award.transfer_2pct.rate[0].rate", "改费率，或改 rate_max"),
    ),
    "rates whose dates overlap": (
        "plan",
        (
            '  [[award.example]]\n  say = "合同 300',
            SECOND_RATE + '  [[award.example]]\n  say = "合同 300',
        ),
        ("award.transfer_2pct.rate[1].first", "前一档的 last 改到后一档 first 的前一天"),
    ),
    "thresholds the wrong way round": (
        "plan",
        ("late = 0.9", "late = 1.1"),
        ("pace", "如 late = 0.9，watch = 1"),
    ),
    "an unknown pack": (
        "plan",
        ('uses = ["national"]', 'uses = ["national", "natonal"]'),
        ("uses[1]", "改成 national"),
    ),
    "a date as text": (
        "plan",
        ("issued_on = 2018-12-29", 'issued_on = "2018-12-29"'),
        ("issued_on", "写成 2021-12-31，不加引号"),
    ),
    "a number as words": (
        "plan",
        ("value = 300,", 'value = "三百",'),
        ("indicator.joint_projects.target.value", '写成 300 或 "0.02"'),
    ),
    "kind without its day": (
        "national",
        stanza("national", PROFESSOR, 'on = "appointed_on"', 'on = "apointed_on"'),
        ("kind.cn.industry_professor.on", "改成 appointed_on"),
    ),
    "a key of no field": (
        "national",
        ('key = ["person", "university", "batch"]', 'key = ["person", "univercity", "batch"]'),
        ("kind.cn.industry_professor.key[1]", "改成 university"),
    ),
    "a key that may be empty": (
        "national",
        stanza("national", PROFESSOR, 'label = "批次年份"', 'label = "批次年份"\n  required = false'),
        ("kind.cn.industry_professor.key[2]", "把 batch 设为必填"),
    ),
    "an unknown field type": (
        "national",
        stanza("national", PROFESSOR, 'type = "integer"', 'type = "integr"'),
        ("kind.cn.industry_professor.field.batch.type", "改成 integer"),
    ),
    "a field type that names nothing": (
        "national",
        ("code:professor_type", "code"),
        ("kind.cn.industry_professor.field.type.type", "写成 code:lab_level 的样子"),
    ),
    "a misspelt pointed type": (
        "national",
        ("code:professor_type", "cod:professor_type"),
        ("kind.cn.industry_professor.field.type.type", "改成 code:professor_type"),
    ),
    "an unknown code list": (
        "national",
        ("code:professor_type", "code:profesor_type"),
        ("kind.cn.industry_professor.field.type.type", "改成 professor_type"),
    ),
    "an unknown party kind": (
        "national",
        ("party:enterprise,institute,agency,park", "party:enterprize,institute,agency,park"),
        ("kind.cn.industry_professor.field.employer.type", "改成 enterprise"),
    ),
    "an unknown kind of entry": (
        "national",
        stanza("national", 'id = "cn.project_tax"', "entry:cn.joint_project", "entry:cn.joint_projects"),
        ("kind.cn.project_tax.field.project.type", "改成 cn.joint_project"),
    ),
    "a rule on no field": (
        "national",
        stanza("national", PROFESSOR, 'must = "serves_until_on >', 'must = "serves_until >'),
        ("kind.cn.industry_professor.rule[0].must", "改成 serves_until_on"),
    ),
    "a rule against no field": (
        "national",
        stanza("national", PROFESSOR, "> appointed_on", "> appointd_on"),
        ("kind.cn.industry_professor.rule[0].must", "改成 appointed_on"),
    ),
    "a rule of two types": (
        "national",
        ('must = "technical_amount <= amount"', 'must = "technical_amount <= signed_on"'),
        ("kind.cn.registered_contract.rule[2].must", "可以写 amount"),
    ),
    "a rule that is none": (
        "national",
        ('must = "technical_amount <= amount"', 'must = "technical_amount less amount"'),
        ("kind.cn.registered_contract.rule[2].must", "写成“字段 比较号 字段或值”，如 serves_until_on > appointed_on"),
    ),
    "an unknown seat": (
        "national",
        ('states = ["registry"]', 'states = ["registrar"]'),
        ("kind.cn.registered_contract.states[0]", "改成 registry"),
    ),
    "an unknown level": (
        "national",
        stanza("national", PROFESSOR, 'checks = ["district"]', 'checks = ["distrikt"]'),
        ("kind.cn.industry_professor.checks[0]", "改成 district"),
    ),
    "levels the wrong way round": (
        "national",
        stanza("national", PROFESSOR, 'checks = ["district"]', 'checks = ["bureau", "district"]'),
        ("kind.cn.industry_professor.checks", '写成 ["district"]、["bureau"] 或 ["district", "bureau"]'),
    ),
    "an unknown paper": (
        "national",
        ('{ type = "registration", min = 1', '{ type = "registraton", min = 1'),
        ("kind.cn.registered_contract.evidence[0].type", "改成 registration"),
    ),
    "an area that is no party's": (
        "national",
        stanza("national", PROFESSOR, 'area = "host"', 'area = "person"'),
        ("kind.cn.industry_professor.area", "可以写 home、host"),
    ),
    "a party without a role": (
        "national",
        stanza("national", 'id = "cn.visitor"', '\n  role = "host"', ""),
        ("kind.cn.visitor.field.enterprise.role", '写上角色，如 role = "host"'),
    ),
    "a person without a unit": (
        "national",
        stanza("national", 'id = "cn.visitor"', '\n  home = "institution"', ""),
        ("kind.cn.visitor.field.person.home", "写上 home = 所在单位的字段；可以写 institution、enterprise"),
    ),
    "filled from no role": (
        "national",
        ('from_party = "seller"', 'from_party = "saller"'),
        ("kind.cn.registered_contract.field.seller_kind.from_party", "改成 seller"),
    ),
    "filled from another list": (
        "national",
        ('type = "code:party_kind"\n  from_party = "seller"', 'type = "code:joint_host"\n  from_party = "seller"'),
        ("kind.cn.registered_contract.field.seller_kind.from_party", "补上这些代码，或改用 party_kind"),
    ),
    "in force by no date": (
        "national",
        stanza("national", "code:contract_class", 'valid_on = "signed_on"', 'valid_on = "amount"'),
        (
            "kind.cn.registered_contract.field.class.valid_on",
            "可以写 signed_on、registered_on",
        ),
    ),
    "an impossible pattern": (
        "national",
        ("[0-9]{14}|[0-9]{16}", "[0-9{14}"),
        ("kind.cn.registered_contract.field.contract_no.pattern", "核对括号和反斜杠"),
    ),
    "a day that no year has": (
        "national",
        stanza("national", PROFESSOR, "12-31", "06-31"),
        ("kind.cn.industry_professor.calendar[0]", "写成 12-31 的样子，月和日都是两位"),
    ),
    "a code out of force before it is in": (
        "national",
        ('label = "技术许可", first = 2021-01-01', 'label = "技术许可", first = 2021-01-01, last = 2020-12-31'),
        ("list.contract_class.item.XK.last", "对调两个日期，或核对年份"),
    ),
    "a code given twice": (
        "national",
        ('id = "KF2"', 'id = "KF1"'),
        ("list.contract_subclass.item[1]", "两处合成一处，或给这一处另起编号"),
    ),
    "a code under no code": (
        "national",
        ('label = "委托开发", under = "KF"', 'label = "委托开发", under = "KX"'),
        ("list.contract_subclass.item.KF1.under", "可以写 KF、ZR、XK、ZX、FW"),
    ),
    "a list under no list": (
        "national",
        ('under = "contract_class"', 'under = "contract_clas"'),
        ("list.contract_subclass.under", "改成 contract_class"),
    ),
    "a list that forgets the list above": (
        "national",
        ('under = "contract_class"\n', ""),
        ("list.contract_subclass.under", "写上 contract_class"),
    ),
    "the list of papers under another name": (
        "national",
        ('id = "evidence_type"', 'id = "evidence_typ"'),
        ("list", "把 list.evidence_typ 改成 evidence_type"),
    ),
    "an unknown sureness": (
        "national",
        stanza("national", 'id = "lab_level"', 'sure = "H"', 'sure = "X"'),
        ("list.lab_level.sure", "可以写 V、H、M、L、D"),
    ),
    "a kind given twice": (
        "national",
        ('id = "cn.visitor"', 'id = "cn.visit_unit"'),
        ("kind[12]", "两处合成一处，或给这一处另起编号"),
    ),
    "a field given twice": (
        "national",
        ('id = "office_name"', 'id = "document_no"'),
        ("kind.cn.tto_pilot.field[3]", "两处合成一处，或给这一处另起编号"),
    ),
}


RULE = 'must = "technical_amount <= amount"'
CITY = 'field = "level", op = "equals", value = "city"'

SINGLE |= {
    "an example on a day without a rate": (
        "plan",
        ("gives = 16_000", "gives = 16_000\n  on = 2022-01-01"),
        ("award.transfer_2pct.example[0].on", "改成费率有效期内的日子"),
    ),
    "a rate in per cent": (
        "plan",
        ("  rate = 0.02\n  rate_max = 0.02", "  rate = 2\n  rate_max = 2"),
        ("award.transfer_2pct.rate[0].rate", "2% 写成 0.02"),
    ),
    "a slice by a bare role": (
        "plan",
        stanza("plan", JOINT, "role:host", "host"),
        ("indicator.joint_projects.slice_by", "改成 role:host"),
    ),
    "an area written twice": (
        "plan",
        ('scope = ["320402", ', 'scope = ["320402", "320402", '),
        ("scope[1]", "去掉一个"),
    ),
    "an issue after the plan": ("plan", ("issued_on = 2018", "issued_on = 2028"), ("issued_on", "核对印发日和计划期")),
    "an area that is none of the plan's": (
        "plan",
        (CITY, 'field = "area", op = "equals", value = "320403"'),
        ("indicator.city_laboratories.where[0].value", "改成 320413"),
    ),
    "a date compared with words": (
        "plan",
        (CITY, 'field = "on", op = "at_least", value = "2019-01-01"'),
        ("indicator.city_laboratories.where[0].value", "写成 2019-01-01（不加引号） 的样子"),
    ),
    "an amount compared with words": (
        "plan",
        (
            '{ field = "renewal", op = "equals", value = false }',
            '{ field = "yearly_money", op = "at_least", value = "多" }',
        ),
        ("indicator.joint_bodies.where[0].value", '写成 "10000.00" 的样子'),
    ),
    "a yes compared as a number": (
        "plan",
        (
            '{ field = "renewal", op = "equals", value = false }',
            '{ field = "yearly_money", op = "at_least", value = true }',
        ),
        ("indicator.joint_bodies.where[0].value", '写成 "10000.00" 的样子'),
    ),
    "a party named by a pack": (
        "plan",
        (CITY, 'field = "role:host", op = "equals", value = 7'),
        ("indicator.city_laboratories.where[0].field", "改问它的类型或别的字段；问人或主体的身份用 holds"),
    ),
    "equals of a standing": (
        "plan",
        ('op = "holds"', 'op = "equals"'),
        ("indicator.led_projects.where[1].op", "改成 holds"),
    ),
    "holds of no role": (
        "plan",
        ('field = "role:lead", op', 'field = "level", op'),
        ("indicator.led_projects.where[1].field", "可以写 role:lead、role:host、role:partner"),
    ),
    "one of nothing": (
        "plan",
        ('["graduate", "undergraduate", "vocational"]', "[]"),
        ("indicator.industry_professors.where[0].value", "补上要算的值"),
    ),
    "a mention of no clause in no place": (
        "plan",
        (
            '{ clause = "3.2.2.b", span = [3517, 3524], quote = "达200人以上"',
            '{ clause = "3.2.2.x", span = [3517, 3524], quote = "达200人以上"',
        ),
        ("indicator.brokers.mention[0].clause", "改成 3.2.2.b"),
    ),
    "a span that is one number": (
        "plan",
        ("span = [4910, 4915]", "span = [4910]"),
        ("indicator.led_projects.mention[0].span", "写两个数：从第几个字起（从 0 数）、到第几个字前止，如 [778, 784]"),
    ),
    "a target that is no table": (
        "plan",
        stanza("plan", JOINT, 'target = { operator = ">=", value = 300, by = 2021-12-31 }', "target = 300"),
        ("indicator.joint_projects.target", "写成 { 名称 = 值 }"),
    ),
    "a missing word": (
        "plan",
        stanza("plan", JOINT, '\nunit = "项"', ""),
        ("indicator.joint_projects.unit", "补上 unit"),
    ),
    "an id with capitals": (
        "plan",
        ('id = "visitors"', 'id = "Visitors"'),
        ("indicator.Visitors.id", "用小写字母、数字和下划线，以字母开头"),
    ),
    "a target of nothing": (
        "plan",
        ("value = 300,", "value = 0,"),
        ("indicator.joint_projects.target.value", "照原文写目标值"),
    ),
    "maps without a list": (
        "national",
        ('maps = "trl"\n', ""),
        ("list.maturity.maps", "写上 trl"),
    ),
    "maps to no list": ("national", ('maps = "trl"', 'maps = "trls"'), ("list.maturity.maps", "改成 trl")),
    "maps to no code": (
        "national",
        ('maps = ["8", "9"]', 'maps = ["8", "10"]'),
        ("list.maturity.item.mass.maps", "可以写 1、2、3、4、5、6、7、8、9"),
    ),
    "a code under itself": (
        "national",
        ('id = "2", label = "先进制造"', 'id = "2", label = "先进制造", under = "2"'),
        ("list.technology_field.item.2.under", "写上一级的代码，没有就去掉 under"),
    ),
    "a field named as the day is": (
        "national",
        ('id = "office_name"', 'id = "area"'),
        ("kind.cn.tto_pilot.field.area.id", "换一个名字，如 signed_on、area_code"),
    ),
    "a quantity that is text": (
        "national",
        ('id = "office_name"', 'id = "quantity"'),
        ("kind.cn.tto_pilot.field.quantity.type", "改成 integer，或换一个字段名"),
    ),
    "a role on a text": (
        "national",
        ('id = "office_name"', 'id = "office_name"\n  role = "office"'),
        ("kind.cn.tto_pilot.field.office_name.role", "去掉 role，或把类型改成 party 或 person"),
    ),
    "a role in Chinese": (
        "national",
        ('role = "intermediary"', 'role = "中介"'),
        ("kind.cn.registered_contract.field.intermediary.role", "用小写字母、数字和下划线，如 host"),
    ),
    "a unit for a text": (
        "national",
        ('id = "office_name"', 'id = "office_name"\n  home = "institution"'),
        ("kind.cn.tto_pilot.field.office_name.home", "去掉 home"),
    ),
    "a unit that is no party": (
        "national",
        stanza("national", 'id = "cn.visitor"', 'home = "institution"', 'home = "institutions"'),
        ("kind.cn.visitor.field.person.home", "改成 institution"),
    ),
    "a text filled from a party": (
        "national",
        ('id = "office_name"', 'id = "office_name"\n  from_party = "host"'),
        ("kind.cn.tto_pilot.field.office_name.from_party", "改成 code:party_kind，或去掉 from_party"),
    ),
    "a text in force by a date": (
        "national",
        ('id = "office_name"', 'id = "office_name"\n  valid_on = "approved_on"'),
        ("kind.cn.tto_pilot.field.office_name.valid_on", "去掉 valid_on"),
    ),
    "a pattern for a date": (
        "national",
        stanza("national", 'id = "cn.tto_pilot"', 'type = "date"', 'type = "date"\n  pattern = "2.*"'),
        ("kind.cn.tto_pilot.field.approved_on.pattern", "去掉 pattern"),
    ),
    "a day that is no date": (
        "national",
        stanza("national", 'id = "cn.tto_pilot"', 'on = "approved_on"', 'on = "office_name"'),
        ("kind.cn.tto_pilot.on", "可以写 approved_on"),
    ),
    "a day that may be empty": (
        "national",
        stanza("national", 'id = "cn.tto_pilot"', 'type = "date"', 'type = "date"\n  required = false'),
        ("kind.cn.tto_pilot.on", "把 approved_on 设为必填"),
    ),
    "a paper asked for twice": (
        "national",
        ('{ type = "minutes", min = 0, shared = true }', '{ type = "official_list", min = 0 }'),
        ("kind.cn.tto_pilot.evidence[1].type", "合成一项，份数写在 min 里"),
    ),
    "fewer papers than none": (
        "national",
        ('{ type = "minutes", min = 0', '{ type = "minutes", min = -1'),
        ("kind.cn.tto_pilot.evidence[1].min", "写 0 或更大的整数"),
    ),
    "nobody may state it": (
        "national",
        ('states = ["registry"]', "states = []"),
        ("kind.cn.registered_contract.states", "补上一项"),
    ),
    "evidence that is one table": (
        "national",
        (
            'evidence = [\n  { type = "official_list", min = 1, shared = true },\n]',
            'evidence = { type = "official_list" }',
        ),
        ("kind.cn.visit_unit.evidence", "每一项用 [[kind.cn.visit_unit.evidence]] 开头"),
    ),
    "a rule that orders yes and no": (
        "national",
        (RULE, 'must = "related > true"'),
        ("kind.cn.registered_contract.rule[2].must", "改成 = 或 !="),
    ),
    "a rule against a code not in the list": (
        "national",
        (RULE, 'must = "class != KX"'),
        ("kind.cn.registered_contract.rule[2].must", "可以写 KF、ZR、XK、ZX、FW"),
    ),
    "a rule against a day that is none": (
        "national",
        (RULE, 'must = "signed_on > 2000-13-01"'),
        ("kind.cn.registered_contract.rule[2].must", "可以写 registered_on"),
    ),
}


def test_a_rule_cannot_ask_about_files() -> None:
    flaws = altered("national", ("code:payment_mode", "file"), (RULE, 'must = "payment = x"'))
    assert told(flaws) == [("kind.cn.registered_contract.rule[2].must", "换一个字段")]


@pytest.mark.parametrize("rule", ["related = false", "class != FW", "signed_on >= 2000-02-16", "amount < 1e12"])
def test_a_rule_may_name_a_value(rule: str) -> None:
    assert altered("national", (RULE, f'must = "{rule}"')) == []


@pytest.mark.parametrize(
    "condition",
    [
        'field = "area", op = "equals", value = "320411"',
        'field = "on", op = "at_least", value = 2019-06-01',
        'field = "name", op = "not", value = "筹建"',
    ],
)
def test_a_condition_may_ask_day_area_and_text(condition: str) -> None:
    assert altered("plan", (CITY, condition)) == []


@pytest.mark.parametrize("value", ["100", '"100.50"', "100.5"])
def test_an_amount_may_be_bounded(value: str) -> None:
    renewal = '{ field = "renewal", op = "equals", value = false }'
    assert altered("plan", (renewal, f'{{ field = "yearly_money", op = "at_least", value = {value} }}')) == []


@pytest.mark.parametrize("name", SINGLE)
def test_one_slip_is_one_flaw(name: str) -> None:
    pack, change, expected = SINGLE[name]
    assert told(altered(pack, change)) == [expected]


def test_ten_slips_are_exactly_ten_flaws() -> None:
    flaws = altered(
        "plan",
        ('short = "校地融合三年行动计划"', 'shrt = "校地融合三年行动计划"'),
        ('{ field = "renewal"', '{ field = "renewl"'),
        stanza("plan", 'id = "vice_presidents"', 'operator = ">"', 'operator = ">="'),
        ("value = 2_000_000_000", "value = 200_000_000"),
        ("span = [4910, 4915]", "span = [4911, 4916]"),
        ('op = "equals", value = "city"', 'op = "equal", value = "city"'),
        ('role = "person" }', 'role = "persons" }'),
        ("gives = 16_000", "gives = 16_100"),
        ('id = "3.4.3"', 'id = "3.5.3"'),
        ('name = "市财政局"', "name = 12"),
    )
    assert sorted(told(flaws)) == sorted(
        [
            ("shrt", "改成 short"),
            ("indicator.joint_bodies.where[0].field", "改成 renewal"),
            ("indicator.vice_presidents.target.operator", "改成 >"),
            ("indicator.new_investment.target.value", "改成 2000000000"),
            ("indicator.led_projects.mention[0].quote", "位置改成 [4910, 4915]"),
            ("indicator.city_laboratories.where[0].op", "改成 equals"),
            ("indicator.led_projects.where[1].value.role", "改成 person"),
            ("award.transfer_2pct.example[0].gives", "改成 16000，或核对费率和取整"),
            ("clause.3.5.3", "补上条款 3.5，或改这一条的编号"),
            ("body.finance_bureau.name", "用双引号括起来"),
        ]
    )
    assert all(one.what and one.why for one in flaws)


def keys(pack: str) -> list[tuple[int, str]]:
    """One line for each key of each kind of stanza."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(PACKS[pack].source.split("\n")):
        head = re.match(r"\s*\[\[?([a-z_.]+)\]", line)
        key = re.match(r"\s*([a-z_]+) = ", line)
        table = head[1] if head else table
        if key and not head:
            found.setdefault((table, key[1]), number)
    return [(number, key) for (_, key), number in found.items()]


@pytest.mark.parametrize("pack", PACKS)
def test_every_misspelt_key_is_one_flaw_with_the_right_spelling(pack: str) -> None:
    lines = PACKS[pack].source.split("\n")
    for number, key in keys(pack):
        wrong = key[:-1] if len(key) > 3 else key + key[-1]
        changed = [*lines[:number], lines[number].replace(f"{key} =", f"{wrong} =", 1), *lines[number + 1 :]]
        flaws = load.check_text("\n".join(changed), PACKS[pack].text).flaws
        assert [(one.what, one.fix) for one in flaws] == [(wrong, f"改成 {key}")], (number, key)


@pytest.mark.parametrize("by", [-1, 1, 40])
def test_every_mention_moved_is_found(by: int) -> None:
    for indicator in PLAN.indicators:
        for number, mention in enumerate(indicator.mentions):
            start, end = mention.span
            moved = (f"span = [{start}, {end}]", f"span = [{start + by}, {end + by}]")
            flaws = altered("plan", moved)
            assert told(flaws) == [(f"indicator.{indicator.id}.mention[{number}].quote", f"位置改成 [{start}, {end}]")]


def test_every_operator_swapped_is_found() -> None:
    for indicator in PLAN.indicators:
        right = indicator.target.operator
        for wrong in {">=", ">", "=", "<=", "<"} - {right}:
            change = stanza("plan", f'id = "{indicator.id}"', f'operator = "{right}"', f'operator = "{wrong}"')
            assert told(altered("plan", change)) == [(f"indicator.{indicator.id}.target.operator", f"改成 {right}")]


def test_every_target_value_changed_is_found() -> None:
    for indicator in PLAN.indicators:
        written = f"value = {int(indicator.target.value):_}"
        plain = f"value = {int(indicator.target.value)}"
        old = written if written in PLAN.source else plain
        change = stanza("plan", f'id = "{indicator.id}"', f"{old},", f"{old}1,")
        assert told(altered("plan", change)) == [
            (f"indicator.{indicator.id}.target.value", f"改成 {indicator.target.value:f}")
        ]


@settings(max_examples=80, deadline=None)
@given(data=st.data(), pack=st.sampled_from(sorted(PACKS)))
def test_no_text_however_broken_brings_the_check_down(data: st.DataObject, pack: str) -> None:
    lines = PACKS[pack].source.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition(" = ")[0]
        junk = data.draw(
            st.sampled_from(
                ["", "[]", "{}", "0", "-1", "true", '""', '"甲"', "[[]]", "1e400", "nan", "2021-02-30", "[{}]"]
            )
        )
        lines[at] = data.draw(st.sampled_from([f"{key} = {junk}", junk, key, lines[at] + junk, f"[[{key.strip()}]]"]))
    found = load.check_text("\n".join(lines), PACKS[pack].text)
    assert (found.pack is None) == bool(found.flaws)
    assert all(one.place and one.why and one.fix for one in found.flaws)
