"""The papers that parties put behind their claims: contracts, agreements, certificates, statements, receipts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from jinliang.demo.paper import Sheet, han
from jinliang.demo.story import BUREAU, Raw

Evidence = tuple[str, Sheet]
"""The type of the evidence and the paper itself."""

PROVINCE, EDUCATION, TALENT = "江苏省产学研合作办公室", "江苏省产业教授工作办公室", "江苏省双创人才办公室"
"""Offices of the province, under names that no office bears."""


def money(yuan: str) -> str:
    """Yuan as papers write them.

    >>> money("1500000"), money("465000")
    ('150万元', '46.5万元')
    """
    return (
        f"{Decimal(yuan) / 10_000:f}".rstrip("0").rstrip(".") + "万元"
        if Decimal(yuan) % 10_000
        else f"{int(yuan) // 10_000}万元"
    )


def contract(raw: Raw, sealed: bool = True) -> Evidence:
    """The contract of a joint project; without the firm's seal when it is the copy that comes back."""
    day = date.fromisoformat(raw["signed_on"])
    lines = [
        ("项目名称", raw["name"]),
        ("委托方（甲方）", raw["enterprise"]),
        ("受托方（乙方）", raw["institution"]),
        ("合同总额", money(raw["amount"])),
        ("履行期限", f"{han(day)}至{han(date.fromisoformat(raw['due_on']))}"),
        ("验收方式", "按合同约定的技术指标，由双方组织专家验收"),
        ("成果归属", "双方共有；甲方在约定区域内优先实施"),
    ]
    body = ["甲乙双方经协商，就下列技术项目的研究开发订立本合同，共同遵守。"]
    signers = [raw["enterprise"], raw["institution"]] if sealed else [raw["institution"]]
    title = f"技术开发合同（{raw['name']}）" if sealed else f"技术开发合同（{raw['name']}，缺甲方盖章页）"
    return "contract", Sheet("plain", raw["institution"], raw["project_no"], title, day, body, lines, signers=signers)


def posting(raw: Raw, kind: str) -> Evidence:
    """The agreement of a vice-president (three parties) or a professor."""
    day = date.fromisoformat(raw["appointed_on"])
    firm, school = raw.get("enterprise") or raw["employer"], raw.get("institution") or raw["university"]
    term = f"{han(day)}至{han(date.fromisoformat(raw['serves_until_on']))}"
    if kind == "president":
        what = f"技术副总经理（科技副总），聘期内总报酬不少于{money(raw['pay'])}"
        title, share = f"科技副总三方协议（{raw['person']}）", "每年到企业工作不少于 60 天，牵头或参与研发项目"
    else:
        what, title = f"产业教授（{raw['type']}）", f"产业教授聘任协议（{raw['person']}）"
        share = "每学年讲授或指导不少于 32 学时，共同指导学生"
    lines = [
        ("姓名", raw["person"]),
        ("企业", firm),
        ("高校院所", school),
        ("担任", what),
        ("聘期", term),
        ("职责", share),
    ]
    body = ["企业、高校院所和本人三方就聘任事宜达成一致，签订本协议。"]
    number = f"PR{day:%Y%m}-{sum(map(ord, raw['person'])) % 900 + 100}"
    return "agreement", Sheet("plain", school, number, title, day, body, lines, signers=[firm, school])


def annex(raw: Raw) -> Evidence:
    """What is handed in after a contract came back: its technical annex."""
    day = date.fromisoformat(raw["signed_on"])
    lines = [
        ("技术指标", "按任务书表二逐项列明，由第三方检测"),
        ("完成期限", han(date.fromisoformat(raw["due_on"]))),
        ("验收", "样件台架试验合格后，由双方组织专家验收"),
    ]
    body = [f"本附件为《技术开发合同（{raw['name']}）》的组成部分，与合同具有同等效力。"]
    signers = [raw["enterprise"], raw["institution"]]
    return "contract", Sheet(
        "plain",
        raw["institution"],
        raw["project_no"] + "-3",
        f"合同附件三（{raw['name']}）",
        day,
        body,
        lines,
        signers=signers,
    )


def explanation(raw: Raw, fault: str) -> Evidence:
    """A firm's answer to what was found wanting."""
    day = date.fromisoformat(raw["appointed_on"]) + timedelta(days=31)
    body = [
        f"关于审核时提出的问题（{fault}），说明如下：协议原件已由我单位补盖公章，所附扫描件与原件一致；单位名称以营业执照为准。"
    ]
    return "statement", Sheet(
        "plain", raw["employer"], f"SM{day:%Y%m%d}", f"情况说明（{raw['person']}聘任协议）", day, body
    )


def notice(number: str, title: str, day: date, names: list[tuple[str, str]], issuer: str) -> Evidence:
    """The list of an official body from which a party shows its own line."""
    rows = [(str(place), *one) for place, one in enumerate(names, 1)]
    body = ["现将审核通过的名单（节录）公布如下。"]
    sheet = Sheet(
        "official", issuer, number, title, day, body, (), ("序号", "姓名或单位", "聘任或依托单位"), (0.6, 3, 4), rows
    )
    return "official_list", sheet


def joint_agreement(raw: Raw) -> Evidence:
    """The agreement by which a joint research body is set up."""
    day = date.fromisoformat(raw["signed_on"])
    lines = [
        ("机构名称", raw["name"]),
        ("共建单位", f"{raw['institution']}、{raw['enterprise']}"),
        ("设立地点", raw["hosted_at"].removeprefix("设在") + "内，面积不少于 300 平方米"),
        ("年度投入", f"企业每年{money(raw['yearly_money'])}，高校院所以人员和设备投入"),
        ("协议期限", f"至{han(date.fromisoformat(raw['agreed_until_on']))}"),
        ("知识产权", "谁投入谁共享，专利申请权由双方共有"),
    ]
    body = ["双方本着优势互补、长期合作的原则，决定共建研发机构，约定如下。"]
    signers = [raw["institution"], raw["enterprise"]]
    number = f"GJ{day:%Y%m%d}"
    return "agreement", Sheet(
        "plain", raw["institution"], number, f"共建{raw['name']}协议书", day, body, lines, signers=signers
    )


def broker_certificate(raw: Raw) -> Evidence:
    """A broker's certificate."""
    day = date.fromisoformat(raw["issued_on"])
    body = [f"{raw['person']}参加技术转移专业人员能力等级培训，考核合格，具备{raw['level']}从业能力，特发此证。"]
    lines = [
        ("工作单位", raw["employer"]),
        ("级别", raw["level"]),
        ("有效期至", han(date.fromisoformat(raw["valid_to"]))),
    ]
    title = "技术经纪人资格证书"
    return "certificate", Sheet("certificate", raw["issuer"], raw["certificate_no"], title, day, body, lines)


def declared(raw: Raw, what: str) -> Evidence:
    """A firm's sealed statement of a project's sales or profit and tax."""
    through = date.fromisoformat(raw["through_on"])
    day = through + timedelta(days=18)
    lines = [
        ("项目", raw["project"]),
        ("统计期间", f"{han(date.fromisoformat(raw['from_on']))}至{han(through)}"),
        (what, f"{Decimal(raw['amount']):,.2f}元"),
        ("口径", "只含本项目产品，不含税；只填当期数"),
    ]
    body = [f"本单位对所报数据的真实性负责，相关账簿可供核查。联系人：财务部。{what}情况如下。"]
    title = f"攻关项目{what}情况说明（{raw['project']}）"
    number = f"{'XS' if what == '新增销售' else 'LS'}{through:%Y%m}"
    return "statement", Sheet("plain", raw["enterprise"], number, title, day, body, lines)


def receipt(raw: Raw) -> Evidence:
    """A bank's receipt of money paid in."""
    day = date.fromisoformat(raw["paid_on"])
    lines = [
        ("付款人", raw["enterprise"]),
        ("收款人", raw["institution"]),
        ("金额", f"{Decimal(raw['amount']):,.2f}元"),
        ("用途", f"{raw['project']}研发经费"),
        ("凭证号", raw["voucher_no"]),
    ]
    return "receipt", Sheet(
        "plain", "龙城商业银行", raw["voucher_no"], f"银行电子回单（{raw['voucher_no']}）", day, (), lines
    )


def visit_record(raw: Raw) -> Evidence:
    """The sealed record of a visit."""
    day = date.fromisoformat(raw["visited_on"])
    lines = [
        ("走访人", f"{raw['person']}（{raw['institution']}）"),
        ("受访企业", raw["enterprise"]),
        ("走访时间", han(day)),
        ("带回需求", f"{raw['needs']} 项，另附需求登记表"),
        ("商定事项", "两周内由走访人答复能否承接，派出单位跟踪"),
    ]
    title = f"“十校十所进千企”走访记录（{raw['person']}）"
    return "statement", Sheet(
        "plain", raw["institution"], f"ZF{day:%Y%m%d}", title, day, (), lines, signers=[raw["enterprise"]]
    )


def acceptance(raw: Raw) -> Evidence:
    """The experts' opinion on a laboratory that was built."""
    day = date.fromisoformat(raw["accepted_on"])
    lines = [
        ("实验室", raw["name"]),
        ("依托单位", raw["institution"]),
        ("批准建设", han(date.fromisoformat(raw["approved_on"]))),
        ("建设情况", "固定人员 26 人，用房 1,180 平方米，设备原值 2,140 万元"),
        ("专家意见", "完成建设任务书规定的指标，建议通过验收"),
    ]
    return "acceptance", Sheet(
        "plain", BUREAU, raw["document_no"], f"{raw['name']}验收意见", day, (), lines, signers=["验收专家组"]
    )


def approval(raw: Raw) -> Evidence:
    """The province's approval of a project."""
    day = date.fromisoformat(raw["approved_on"])
    lines = [
        ("项目编号", raw["project_no"]),
        ("项目名称", raw["name"]),
        ("牵头人", f"{raw['lead']}（{raw['institution']}）"),
        ("合作企业", raw["enterprise"]),
        ("起止时间", f"{han(day)}至{han(date.fromisoformat(raw['ends_on']))}"),
    ]
    body = ["你单位申报的产学研合作项目已批准立项，请按任务书组织实施。"]
    return "approval", Sheet(
        "official", PROVINCE, raw["project_no"], f"立项通知书（{raw['project_no']}）", day, body, lines
    )


def pilot(raw: Raw, batch: str) -> Evidence:
    """The list by which a pilot office was recommended."""
    day = date.fromisoformat(raw["approved_on"])
    title = f"第{batch}批技术转移办公室试点遴选结果（节录）"
    return notice(raw["document_no"], title, day, [(raw["institution"], raw["office_name"])], BUREAU)
