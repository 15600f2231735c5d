"""What a number is: a target, a rate, a cap, or something that only looks like one; always with the cue that decided."""

from __future__ import annotations

import re

from jinliang.compiler.case import VERB_ANY, VERB_END, Case, Verdict
from jinliang.compiler.money import THRESHOLD_NOUN, described, money, payment
from jinliang.compiler.past import behind

STRUCTURE = re.compile(
    r"(?:(?:大|个|项|类|条|种|方面|级|步)?)(?:方面|领域|维度|环节|阶段|层次|层面|原则|体系|机制|重点任务|任务清单|抓手|清单|关键|意识|自信|维护|确立|结合|坚持|统筹|转变|步骤|部分|章|问题|关系|"
    r"新区|主要任务|重点工作|主要指标|具体举措|举措|工程|行动|计划|措施|版块|板块|主题|统一|不变|要求|行业|一级指标|二级指标|指标|类别|等级|模块|定位)"
)
CONDITION = re.compile(
    r"符合(?:下列|以下)?条件|应当?具备|须具备|具有.{0,12}(?:资格|条件|职称)|不得参加|方可|满(?=\d|[一二两三四五六七八九十]+年)|届满|有效期|聘期|任期|试用期|期限为|自.{1,10}之日起|公示期|服务期|保存期"
    r"|一式|联系电话|邮编|地址|电话|逾期|处以|罚款|违约|扣[减分]|计分|每[增减超]"
)
DESCRIBED = re.compile(r"(?:总投资|占地|总用地|总建筑面积|规划面积|注册资本|位于|全长|总长)(?:面积|约|额)?$")
MEETING = re.compile(r"会议|例会|调度|督查|通报|汇报|报告|检查|考核|评估|会商|巡查|研究部署|碰头")
PERIODS = {
    "年",
    "天",
    "日",
    "个月",
    "小时",
    "分钟",
    "个工作日",
    "个自然日",
    "个小时",
    "周岁",
    "岁",
    "分",
    "课时",
    "学时",
    "代",
    "届",
    "轮",
    "段",
    "班",
    "节",
    "本",
    "级",
}
LIMITED = re.compile(
    r"时限|时间|周期|期限|时长|寿命|年限|年龄|圈|天数|时延|响应|工时|学时|课时|停电|等候|用时|办结|日均|行程|评分|得分|均分|优良"
)


def judge(case: Case) -> Verdict:
    """The first rule that fits decides; what nothing speaks against and something speaks for is a target."""
    for rule in (_form, _named, behind, _condition, money, _per, _threshold, _time, _structure):
        verdict = rule(case)
        if verdict:
            return verdict
    return _committed(case)


def _form(case: Case) -> Verdict | None:
    quantity, plain, phrase = case.phrase.quantity, case.plain, case.phrase
    before, after = plain[: quantity.start][-2:], plain[quantity.end : quantity.end + 2]
    if before.endswith("第"):
        return Verdict("ordinal", "第")
    if before.endswith("前") and quantity.unit in {"名", "位", "个", "项", "强", "家"} and not phrase.operator:
        return Verdict("ordinal", "前")
    if (after[:1] in "级型版式" and after[1:2] != "领") or (quantity.unit in {"分", "代"} and after[:1] in "之类"):
        return Verdict("name", after[:1]) if after else None
    if after[:1] == "：" and plain[quantity.end + 1 : quantity.end + 2].isdecimal():
        return Verdict("ratio", after[:1])
    if quantity.chinese and plain[quantity.start] in "万亿":
        return Verdict("denominator", plain[quantity.start : quantity.end])
    if quantity.chinese and quantity.number == 1 and not phrase.operator and not phrase.suffix:
        made = re.search(r"(?:新建|建成|新增|创建|每[\u4e00-\u9fff]{1,6}(?:建|设|配)[\u4e00-\u9fff]?)$", case.left)
        if not made or plain[quantity.end : quantity.end + 1] in "批系":
            return Verdict("idiom", plain[quantity.start : quantity.end])
    return None


def _named(case: Case) -> Verdict | None:
    quantity = case.phrase.quantity
    if case.map.name_at(quantity.start, quantity.end):
        return Verdict("name", case.plain[quantity.start : quantity.end])
    if quantity.unit == "条" and re.search(r"(?:改革|政策|措施|意见|办法|新政|举措|规定)$", case.left):
        return Verdict("name", case.left[-2:])
    return None


def _condition(case: Case) -> Verdict | None:
    title = case.place.clause.title
    due = case.due
    if case.place.passage == "rules":
        strong = case.profile.kind == "plan" and ((due and due.until) or re.search(r"力争|确保", case.before))
        if not strong:
            return payment(case) or Verdict("condition", title or "条件")
    if case.profile.kind in ("call", "rules") and case.place.passage != "aims":
        ahead = due and due.until and due.year > (case.profile.start_year or 0)
        if not (ahead or re.search(r"力争", case.before)):
            return payment(case) or Verdict("condition", case.profile.cue or "规则性文本")
    found = CONDITION.search(case.plain[max(case.place.part[0], case.phrase.start - 30) : case.phrase.start])
    if found and not LIMITED.search(case.left):
        return Verdict("condition", found.group())
    term = re.search(r"任期|聘期|有效期|服务期|满$|注册资本|得分|评分$|年龄", case.left[-8:])
    return Verdict("condition", term.group()) if term and case.place.passage != "aims" else None


def _per(case: Case) -> Verdict | None:
    quantity = case.phrase.quantity
    if case.plain[quantity.start - 1 : quantity.start] == "每" and not case.phrase.operator:
        return Verdict("denominator", "每")
    if quantity.vague and not case.phrase.operator:
        return Verdict("vague", "余")
    return None


NOT_NOUN = r"的?(?:和|与|及|并|或|且|水平|规模|标准|目标|速度|增速|增幅|比例|幅度|以)"


def _threshold(case: Case) -> Verdict | None:
    phrase, plain = case.phrase, case.plain
    unit = phrase.quantity.unit
    after = plain[phrase.end : phrase.end + 12]
    if DESCRIBED.search(case.left) and not case.due and not case.later_count and not phrase.operator:
        return Verdict("description", case.left[-3:])
    if unit in {"周岁", "岁"} and not LIMITED.search(case.left):
        return Verdict("threshold", unit)
    percent = unit in ("%", "‰")
    of = re.match(r"（含）?|的", after)
    noun = re.match(r"的?[\u4e00-\u9fff“《]{2}", after) and not re.match(NOT_NOUN, after)
    measure = THRESHOLD_NOUN.search(case.left + phrase.operator) if case.left else None
    qualifying = phrase.suffix or of or measure
    if case.later_count and noun and not percent and qualifying and not VERB_END.search(case.left):
        return Verdict("threshold", f"{phrase.operator}…{phrase.suffix}的" if of else phrase.suffix or "修饰语")
    if described(case) and re.match(r"(?:的|、)", after):
        return Verdict("threshold", "对…的")
    if percent or VERB_END.search(case.left) or re.search(r"每年|至少|[，、]$|^$", case.left):
        return None
    if FUND_SIZE.search(case.left) and re.match(
        r"的?[^，。；]{0,16}(?:基金|资金)", plain[phrase.end : phrase.end + 20]
    ):
        return None
    if re.match(r"的[\u4e00-\u9fff“]{2}", after) and noun and not (case.due and case.due.end == phrase.start):
        return Verdict("threshold", f"{phrase.suffix}的")
    if phrase.suffix and noun and THRESHOLD_NOUN.search(case.left):
        return Verdict("threshold", phrase.suffix)
    return None


FUND_SIZE = re.compile(r"(?:设立|组建|建立|成立|发起|募集)[^，。；]{0,12}规模$")


def _time(case: Case) -> Verdict | None:
    unit, phrase = case.phrase.quantity.unit, case.phrase
    if unit not in PERIODS:
        return None
    if unit in {"段", "班", "节", "本", "轮", "届", "代"}:
        return None if phrase.operator or VERB_ANY.search(case.left) else Verdict("name", unit)
    strong = (phrase.operator and phrase.operator != "超") or phrase.growth
    segment = case.plain[case.place.segment[0] : phrase.start]
    if strong and LIMITED.search(segment[-24:] + case.right[:6]) and not re.search(r"之日起|^后|届满", case.right):
        return None
    if strong and (case.due or case.place.passage == "aims"):
        return None
    return Verdict("duration", unit)


def _structure(case: Case) -> Verdict | None:
    quantity, plain, phrase = case.phrase.quantity, case.plain, case.phrase
    unit = quantity.unit
    if (
        unit == "期"
        and quantity.chinese
        and quantity.number < 10
        and not phrase.operator
        and not VERB_END.search(case.left)
    ):
        return Verdict("name", plain[quantity.start : quantity.end])
    if unit in {"种", "类", "方", "级"} and not phrase.operator and quantity.chinese:
        return Verdict("structure", unit)
    if unit in {"个", "项", "条", "类"} and not phrase.operator and not phrase.suffix:
        found = STRUCTURE.match(plain[quantity.end : quantity.end + 8])
        few = quantity.number < 10 and re.search(r"(?:实施|开展|聚焦|围绕|抓好|落实|推进|突出|坚持)$", case.left)
        if found and (quantity.chinese or not VERB_END.search(case.left) or few):
            return Verdict("structure", found.group())
    around = case.right + case.left
    body = re.search(r"成员单位$|(?:下设|内设|分设)$", case.left) or re.match(
        r"(?:专项)?工作组|专班|成员单位", case.right
    )
    if body and not phrase.operator:
        return Verdict("structure", body.group())
    if unit in {"次", "期"} and MEETING.search(around) and not re.search(SHOWS, around):
        return Verdict("oversight", "次")
    return None


SHOWS = r"推介|展|招商|对接|洽谈|活动|培训|论坛|学术"
LISTED = re.compile(r"[、和及与，]$|(?:由|从|在|向|联合|每年|至少|其中|各|共|驻市|驻地|全[市县区省])$")


def _committed(case: Case) -> Verdict:
    """Something must speak for a target: an operator, a date ahead, a passage of aims, a verb that promises."""
    phrase, quantity, place = case.phrase, case.phrase.quantity, case.place
    ahead = case.due is not None and case.due.start >= place.sentence[0]
    preface = place.clause.id == "0" and case.profile.kind == "plan" and len(case.map.clauses) > 2
    if preface and not (ahead or re.search(r"力争|确保", case.before)):
        return Verdict("preface", place.clause.title)
    if phrase.operator or phrase.growth or quantity.doubling:
        return Verdict("target", phrase.operator or phrase.growth or "翻番")
    if "分别" in case.plain[place.segment[0] : phrase.start]:
        return Verdict("target", "分别")
    if re.match(r"等", case.right) and quantity.chinese:
        return Verdict("other", "等")
    verb = VERB_END.search(case.left) or FUND_SIZE.search(case.left)
    noun = re.match(r"[\u4e00-\u9fff“A-Za-z\d]", case.right) and not re.match(NOT_NOUN, case.right)
    if noun and not verb and _merely(case, ahead):
        return Verdict("description", case.right[:6])
    if phrase.suffix:
        return Verdict("target", phrase.suffix)
    if ahead and case.due:
        return Verdict("target", case.due.words)
    if verb:
        return Verdict("target", verb.group())
    if place.passage == "aims":
        return Verdict("target", place.clause.title)
    found = VERB_ANY.search(case.before) or VERB_ANY.search(case.right)
    return Verdict("target", found.group()) if found else Verdict("other", "")


def _merely(case: Case, ahead: bool) -> bool:
    """A number before a noun with no promise before it only describes: 全区136个自建系统."""
    acts = VERB_ANY.search(case.before) or VERB_ANY.search(case.right)
    listed = LISTED.search(case.left) or not case.left.strip("，、 ")
    if not (listed and acts) and not case.phrase.suffix and not ahead:
        return True
    head = case.plain[case.place.part[0] : case.phrase.start]
    return not VERB_ANY.search(head + case.right) and not ahead and case.place.passage != "aims"
