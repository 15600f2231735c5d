"""Who leads and who supports, in the manners of Chinese plans."""

from __future__ import annotations

import pytest

from compiler.marked import compiled

SAID = [
    ("各部门要加强协作。（责任单位：区教育局、各镇街）", [(["区教育局", "各镇街"], [])]),
    (
        "（牵头单位：市发展改革委；责任单位：市财政局、各县（市、区）人民政府）",
        [(["市发展改革委"], ["市财政局", "各县（市、区）人民政府"])],
    ),
    (
        "由市水利局牵头，市财政局、市自然资源局等部门配合，开展河道整治。",
        [(["市水利局"], ["市财政局", "市自然资源局"])],
    ),
    (
        "（市教育局牵头，市财政局、市人力资源社会保障局按职责分工负责）",
        [(["市教育局"], ["市财政局", "市人力资源社会保障局"])],
    ),
    ("市农业农村局负责制定方案，市财政局配合落实资金。", [(["市农业农村局"], ["市财政局"])]),
    ("[责任部门：科研处；配合部门：人事处、财务处]", [(["科研处"], ["人事处", "财务处"])]),
    ("市交通运输局会同市公安局、市城管局制定实施细则。", [(["市交通运输局"], ["市公安局", "市城管局"])]),
    ("市民政局会同有关部门开展监测。", [(["市民政局"], [])]),
    ("牵头部门：教务处\n责任部门：各学院、研究生院\n完成时限：2025年底", [(["教务处"], ["各学院", "研究生院"])]),
    ("（市科技局、市财政局负责）", [(["市科技局", "市财政局"], [])]),
    ("支持龙头企业牵头组建创新联合体。", []),
    ("各县（市、区）要高度重视。", []),
]


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_bodies_are_told_as_written(text: str, wanted: list[tuple[list[str], list[str]]]) -> None:
    draft = compiled(f"青原市行动方案（2022—2025年）\n一、重点任务\n{text}\n")
    assert [(one["lead"], one["support"]) for one in draft["responsibilities"]] == wanted


def test_a_task_without_a_body_is_an_open_question_and_nobody_is_guessed() -> None:
    draft = compiled("青原市行动方案（2022—2025年）\n一、培育主体\n新增企业20家。\n二、保障\n（责任单位：市财政局）\n")
    assert [(one["title"], one["lead"]) for one in draft["tasks"]] == [("培育主体", []), ("保障", ["市财政局"])]
    assert [one["about"] for one in draft["questions"] if one["code"] == "no_actor"] == [["k1"]]
