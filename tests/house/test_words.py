"""One word per idea: the glossary holds against models, acts and lives, and no label or screen says the same thing in another word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from source import PACKAGE, ROOT, modules, says

from jinliang.core.claim import CLAIM
from jinliang.core.fact import REFUSALS
from jinliang.core.select import REASONS
from jinliang.site.acts.perform import ACTS

WORDS = {
    "Pack": "计划包",
    "Platform": "平台",
    "Clause": "条款",
    "Target": "目标",
    "Party": "主体",
    "Seat": "席位",
    "Entry": "台账",
    "Claim": "申报",
    "Evidence": "佐证",
    "Fact": "事实",
    "Indicator": "指标",
    "Reading": "读数",
    "Journal": "留痕",
    "Act": "办理",
    "Listing": "供需",
    "Deal": "交易",
    "Message": "消息",
    "Patent": "专利",
    "Ranker": "排序权重",
    "Basis": "口径",
    "Award": "奖补",
    "Decision": "决定",
    "Trace": "计算依据",
    "Reward": "奖励",
    "Ledger": "账簿",
}
"""The house's words that stand in the product so far, in code and on screen."""

MODELS = {
    "Act": "Act", "Head": "Journal", "AdoptedPack": "Pack", "Proposal": "Pack", "Question": "Indicator", "Party": "Party",
    "PartyName": "Party",
    "Seat": "Seat", "Token": "Seat", "Entry": "Entry", "Fact": "Fact", "FactRole": "Fact", "FactEvidence": "Evidence",
    "Amendment": "Fact", "Claim": "Claim", "Paper": "Evidence", "Evidence": "Evidence", "Import": "Claim", "Mapping": "Claim",
    "Tally": "Reading", "TallyRole": "Reading", "CityClock": "Pack",
    "Listing": "Listing", "Match": "Listing", "Meeting": "Listing", "Contact": "Listing", "Deal": "Deal",
    "Grade": "Listing", "Ranker": "Ranker",
    "Message": "Message", "SavedSearch": "Message", "Delivery": "Message",
    "Term": "Deal", "Declaration": "Deal", "Resolution": "Deal", "Notice": "Deal", "Objection": "Deal", "Receipt": "Deal",
    "Call": "Award", "Application": "Award", "Batch": "Award", "Decision": "Award", "Spent": "Award",
    "Platform": "Platform", "Transfer": "Platform",
    "Patent": "Patent", "Valuation": "Patent", "Licence": "Patent",
}  # fmt: skip
"""Which word of the house each model belongs to: a new model says here what it is a part of, or brings a new word and a decision note."""

NOUNS = {
    "claim": "Claim", "fact": "Fact", "list": "Fact", "pack": "Pack", "party": "Party", "seat": "Seat", "token": "Seat",
    "password": "Seat", "clock": "Pack", "holidays": "Pack",
    "listing": "Listing", "match": "Listing", "deal": "Deal", "patent": "Patent", "platform": "Platform",
    "call": "Award", "application": "Award", "batch": "Award", "decision": "Award",
    "ranker": "Ranker",
}  # fmt: skip
"""The nouns of acts, and the word each belongs to."""

INSTEAD = {
    "审批": "核验",
    "审定": "核验",
    "证据": "佐证",
    "证明材料": "佐证",
    "附件": "佐证",
    "操作记录": "留痕",
    "操作日志": "留痕",
    "审计日志": "留痕",
    "日志": "留痕",
    "上报": "申报",
    "填报": "申报",
    "考核指标": "指标",
    "撤销": "冲销、撤回",
    "修正": "更正",
    "更改": "更正",
    "签名": "确认",
    "签字": "确认",
    "申请": "申报",
    "规划包": "计划包",
    "岗位账号": "席位",
}
"""Words that other systems use, and the house's word in their place."""

FITTING = {
    # An application (申请) is for an award, as a claim (申报) becomes a fact; finance approves (审批).
    "jinliang.core.application": {"申请"},
    "jinliang.core.batch": {"审批"},
    "jinliang.site.acts.application": {"申请"},
    "jinliang.site.acts.batch": {"申请"},
    "jinliang.site.pages.application": {"申请"},
    "jinliang.site.pages.award": {"申请"},
    "jinliang.site.pages.batch": {"审批"},
    "jinliang.site.pages.journal": {"申请"},
    "jinliang.site.reads.award": {"申请"},
    "jinliang.core.patent": {"申请"},  # 申请日 is the law's own word
    "jinliang.site.pages.patent": {"申请"},
    "jinliang.site.pages.patent_form": {"申请"},
    "jinliang.packs.patent": {"申请"},  # 专利申请号 is the law's own word
    "jinliang.cli.restore": {"撤销"},  # what cannot be undone is no act
    "jinliang.compiler.text": {"附件"},  # a plan's annexes
    "jinliang.engines.reading": {"附件"},
    "jinliang.packs.load": {"附件"},  # what comes with a pack is no evidence
}
"""Where such a word means something else, each with why. An application (申请) is for an award, and finance approves (审批)."""

APPLIED = {f"site/templates/{name}.html": {"申请"} for name in ("awards", "call", "call_new", "application")}
"""Screens of awards, where one applies."""


READERS = {
    f"jinliang.compiler.{name}"
    for name in (
        "case",
        "due",
        "duty",
        "gate",
        "judge",
        "layout",
        "money",
        "naming",
        "number",
        "past",
        "phrase",
        "place",
        "profile",
        "relation",
        "table",
    )
}
"""Modules whose Chinese is what they look for in the plans of others; they say nothing to anybody."""


def chinese(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def labels() -> Iterator[tuple[str, str]]:
    """(module, text) of every Chinese string that is no docstring, outside the demo city's own papers."""
    for module in modules():
        if module.name.startswith("jinliang.demo") or module.name in READERS:
            continue
        told = {id(one.value) for one in ast.walk(module.tree) if isinstance(one, ast.Expr)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in told and chinese(says(node)):
                yield module.name, says(node)


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / "site" / "templates").rglob("*.html")):
        yield str(path.relative_to(PACKAGE)), path.read_text("utf-8")


def test_no_label_says_it_in_another_word() -> None:
    found = [
        f"{place}: “{word}” in “{text[:40]}”, say {right}"
        for place, text in labels()
        for word, right in INSTEAD.items()
        if word in text and word not in FITTING.get(place, ())
    ]
    assert found == []


def test_no_screen_says_it_in_another_word() -> None:
    found = [
        f"{place}: “{word}”, say {right}"
        for place, text in templates()
        for word, right in INSTEAD.items()
        if word in text and word not in APPLIED.get(place, ())
    ]
    assert found == []


def test_what_is_let_through_is_still_there() -> None:
    said = {(place, word) for place, text in labels() for word in INSTEAD if word in text}
    assert {(place, word) for place, words in FITTING.items() for word in words} <= said


def test_every_model_belongs_to_a_word_of_the_house() -> None:
    names = {one.__name__ for one in apps.get_app_config("site").get_models()}
    assert names == set(MODELS)
    assert set(MODELS.values()) <= set(WORDS)
    for one in apps.get_app_config("site").get_models():
        assert one.__doc__
        assert not one.__doc__.startswith(f"{one.__name__}("), f"{one.__name__} says nothing of itself"


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("models.claim", ("Claim", "Evidence")),
        ("models.fact", ("Entry", "Fact")),
        ("models.party", ("Party",)),
        ("models.journal", ("Journal",)),
        ("pages.claim", ("Claim",)),
        ("pages.fact", ("Fact",)),
        ("pages.evidence", ("Evidence",)),
        ("pages.party", ("Party",)),
        ("pages.journal", ("Journal",)),
        ("pages.plan", ("Pack",)),
    ],
)
def test_the_noun_of_a_module_is_told_in_both_languages(module: str, words: tuple[str, ...]) -> None:
    text = import_module(f"jinliang.site.{module}").__doc__ or ""
    assert [word for word in words if WORDS[word] not in text] == []


def test_every_act_has_a_noun_of_the_house_and_a_chinese_label() -> None:
    import_module("jinliang.site.pages.act")._declared()
    assert {id.split(".")[0] for id in ACTS} == set(NOUNS)
    assert set(NOUNS.values()) <= set(WORDS)
    assert [id for id, label in ACTS.items() if not chinese(label)] == []


def test_the_words_of_a_claim_and_of_reasons_are_chinese_sentences() -> None:
    said = [*CLAIM.states.values(), *(row.label for row in CLAIM.rows), *REASONS.values()]
    said += [part for one in REFUSALS.values() for part in one]
    assert [one for one in said if not chinese(one) or one.endswith("。")] == []
    assert {"已核验", "已退回", "已撤回"} <= set(CLAIM.states.values())


def glossary() -> dict[str, tuple[str, str]]:
    """The table of docs/architecture.md: English word -> (中文, where it lives)."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text.partition("## The words")[2].partition("\n## ")[0]
    found: dict[str, tuple[str, str]] = {}
    for line in table.splitlines():
        cells = [one.strip() for one in line.strip("|").split("|")]
        if len(cells) == 4 and chinese(cells[1]):
            for name in cells[0].split(","):
                found[name.strip()] = (cells[1], cells[3])
    found.pop("English", None)
    return found


def test_the_glossary_has_every_word_as_it_is_used() -> None:
    told = glossary()
    wanted = {name: word for name, word in WORDS.items() if name != "Target"}
    assert {name: word for name, word in wanted.items() if word not in told.get(name, ("", ""))[0]} == {}


def test_what_the_glossary_points_to_is_there() -> None:
    lost = []
    for name, (_, lives) in glossary().items():
        for place in re.findall(r"`([\w/.]+)`", lives):
            if not any((root / place).exists() for root in (PACKAGE, PACKAGE / "site")) and "/" in place:
                lost.append(f"{name}: {place}")  # noqa: PERF401  # three loops deep, a comprehension would hide them
    assert lost == []
    assert len(glossary()) >= 15
