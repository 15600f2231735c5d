"""Money per case and shares of a sum: caps and rates, told apart from budgets and from who is meant."""

from __future__ import annotations

import re

from jinliang.compiler.case import Case, Verdict

AWARD = re.compile(
    r"奖励|奖补|补助|补贴|资助|奖金|贴息|抵扣|兑付|给予|补足?贴|减免|经费支持|资金支持|生活费|安家费|薪酬|报销|救助金|赔付|罚款|奖学金|助学金|启动资金|启动经费|津贴|支持标准|授信|贷款额度|担保额"
)
PER_CASE = re.compile(
    r"每(?:家|户|人|项|个|件|名|张|亩|吨|篇|台|套|次|场|座|平方米|所|期|位|例|月|天|日)|单(?:个|家|户|项|笔|次|位)|一次性|最高|封顶|上限|限额|人均补|个人|额度|标准"
)
BUDGET = re.compile(
    r"安排|设立|筹集|统筹|投入|提取|专项资金|总规模|基金|预算|募集|整合|撬动|带动|争取(?:资金|上级)|发放贷款|总额|资金池|累计"
)
THRESHOLD_NOUN = re.compile(
    r"(?:投资额?|收入|产值|营收|销售额?|规模|资产|注册资本|资金|面积|年龄|学历|工龄|人口|人员|职工|员工|产量|用电量|能耗|税收|纳税|利润|合同额|成交额|金额|价值|原值|床位|装机|额|"
    r"年限|经验|时间|工作|坡度|水深|里程|高度|深度|排放量?|交易额|进出口额?|估值|市值|限额|高校|企业|单价|容量|库容|流域面积|功率|达|超|超过|在|满|达到)$"
)


def described(case: Case) -> bool:
    """Inside 对…的企业，给予…: before the giving, a number describes who gets."""
    opened = re.search(r"(?:^|[，。；：])(?:对|凡|对于|首次)[^。；]*$", case.before)
    if re.search(r"(?:按|每[人户家]|每[天月年])[^，。；]{0,12}$", case.left):
        return False
    return bool(opened) and not re.search(
        r"给予|奖励|补助|补贴|资助|奖补", case.before[opened.start() if opened else 0 :]
    )


def qualifies(case: Case) -> bool:
    """A number that says who is meant (注册资本100万元以上的企业), not what is given."""
    opened = re.search(r"(?:^|[，。；])(?:对|凡|对于)[^。；]*$", case.before)
    given = re.search(r"给予|奖励|补助|补贴|资助|奖补", case.right) if opened else None
    after = case.plain[case.phrase.end : case.phrase.end + 4]
    noun = THRESHOLD_NOUN.search(case.left) and re.match(r"的(?!比例|标准|额度)|（含）|及以上", after)
    return bool(noun) or bool(given and not re.search(r"给予|奖励|补助|补贴|资助|奖补|最高|不超过", case.before))


def payment(case: Case) -> Verdict | None:
    """A cap or a rate inside rules: money per case, a share of a sum."""
    unit = case.phrase.quantity.unit
    found = AWARD.search(case.sentence)
    if not found or qualifies(case):
        return None
    if unit == "元":
        return Verdict("cap", found.group())
    if unit in ("%", "‰"):
        how = re.search(r"按|比例|给予|抵扣|补助|奖励", case.left)
        if how and not re.search(r"占比|人员|学历|持股|占[^，]{1,8}比例", case.left):
            return Verdict("rate", how.group())
    return None


def money(case: Case) -> Verdict | None:
    """A cap or a rate in the running text of a plan."""
    unit = case.phrase.quantity.unit
    if unit in ("元", "美元"):
        return _cap(case)
    return _rate(case) if unit in ("%", "‰") and AWARD.search(case.sentence) else None


def _cap(case: Case) -> Verdict | None:
    plain, phrase = case.plain, case.phrase
    part = plain[case.place.part[0] : case.place.part[1]]
    if AWARD.search(case.sentence):
        if described(case):
            return Verdict("threshold", "对…的")
        given = AWARD.search(case.before) or AWARD.search(plain[phrase.end : case.place.segment[1]])
        small = (
            PER_CASE.search(part)
            or re.search(r"(?:给予|奖励|补助|补贴|资助)[^，。；]{0,12}$", case.left)
            or re.search(r"^的?(?:一次性)?(?:奖励|补助|补贴|资助|奖金|生活)", case.right)
        )
        budget = BUDGET.search(case.left) and not PER_CASE.search(case.left)
        raised = case.due and case.due.until and phrase.operator in ("提高到", "达到", "提高至")
        if given and small and not budget and not raised:
            return Verdict("cap", given.group())
    lead = plain[case.place.segment[0] : phrase.quantity.start]
    if (
        not case.due
        and re.search(r"(?:最高|每[人家户项个件名]|单[个家户项笔])[^，。；]{0,10}(?:不超过|不高于|最高|限)?$", lead)
        and re.search(r"最高|不超过|限额|贷款|额度", case.left + phrase.operator)
    ):
        return Verdict("cap", case.left[-6:])
    return None


def _rate(case: Case) -> Verdict | None:
    plain, phrase = case.plain, case.phrase
    lead = plain[case.place.segment[0] : phrase.start]
    near = re.search(r"(?:按照?|以|照)[^，。；]{0,40}$", lead)
    given = re.search(
        r"给予|奖补|补助|奖励|资助|补贴|抵扣|贴息|支付|兑付",
        plain[phrase.end : min(case.place.part[1], phrase.end + 24)],
    )
    tail = re.search(
        r"^的(?:比例|标准|额度)?(?:，|给予|奖励|补助|予以|进行|资助|补贴)", plain[phrase.end : phrase.end + 8]
    )
    if given and (near or tail):
        return Verdict("rate", near.group()[:8] if near else given.group())
    if (
        re.search(r"(?:给予|补助|补贴|奖励|贴息)[^，。；]{0,24}$", lead)
        and not phrase.growth
        and phrase.operator not in ("达到", "提高到")
    ):
        return Verdict("rate", "给予")
    return None
