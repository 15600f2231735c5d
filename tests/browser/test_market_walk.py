"""The market as its people walk it: a vague need, asked back, read by a broker, matched with reasons, two yeses, a deal, the funnel."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from test_walk import Album
from visitor import Enter

FIRM, OFFICE, BROKER = "林若谷", "周婉清", "吴思齐"
VAGUE = "侧墙铝型材两块对着焊，缝忽宽忽窄，现在的搅拌焊一有缝就出沟槽，焊完拍片老要返修。"
ANSWERS = {
    "degree": "间隙到 1.2 mm 也不能有沟槽，强度不低于母材的 70%",
    "scale": "每月 60 米侧墙，改设备不超过 50 万元",
}
OFFER = "静轴肩摩擦连接与同材粉丝填充的宽装配容差"


def posted(page: Page, album: Album, title: str) -> None:
    """Two vague lines are kept, questions come back, the answers join the text, and it is sent to be read."""
    page.get_by_role("link", name="供需").first.click()
    page.get_by_role("link", name="发布供需").click()
    page.get_by_role("link", name="需求", exact=True).click()
    page.get_by_label("标题").fill(title)
    page.get_by_label("说明").fill(VAGUE)
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_text("再问您几句")).to_be_visible()
    album.take(page, "asked-back")
    page.get_by_label("到什么程度算行").fill(ANSWERS["degree"])
    page.get_by_label("一天或一年做多少").fill(ANSWERS["scale"])
    page.get_by_role("button", name="提交试读").click()
    expect(page.get_by_role("alert")).to_contain_text("没有填")  # the field, and who has reviewed it for secrets
    page.get_by_label("技术领域").select_option(label="现代交通")
    page.get_by_label("保密审查人").fill("林若谷")
    page.get_by_label("审查日期").fill("2021-06-18")
    page.get_by_role("button", name="提交试读").click()
    expect(page.get_by_text("待审核").first).to_be_visible()
    album.take(page, "sent")


def published(page: Page, title: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("已发布").first).to_be_visible()


def matched(page: Page, title: str, offer: str) -> None:
    """The owner opens the need until the worker has found the offer, and then the match."""
    page.goto("/market/?mine=1")
    page.get_by_role("link", name=title).click()
    for _ in range(150):
        if page.get_by_role("link", name=offer).count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.get_by_role("link", name=offer).click()


@pytest.mark.parametrize("size", ["1440", "390"])
def test_a_vague_need_becomes_a_deal(enter: Enter, size: str) -> None:
    """The offer is given up at the end, so that the other size finds it free."""
    album, title = Album(f"market-{size}"), f"侧墙对接焊缝有缝就出沟槽（{size}）"
    firm = enter(FIRM, size)
    posted(firm, album, title)
    published(enter(BROKER, size), title)

    matched(firm, title, OFFER)
    album.take(firm, "match")
    expect(firm.locator(".jl-marked mark").first).to_be_visible()
    expect(firm.locator(".jl-marked").first).to_contain_text("间隙到 1.2 mm")
    expect(firm.locator(".jl-why .-y").first).to_be_visible()
    firm.get_by_role("button", name="有意，想谈谈").click()
    expect(firm.get_by_text("等对方回应")).to_be_visible()

    office = enter(OFFICE, size)
    office.goto("/")
    office.get_by_role("link", name=title).first.click()
    office.get_by_role("button", name="有意，想谈谈").click()
    expect(office.get_by_role("heading", name=title)).to_be_visible()
    expect(office.get_by_text("林若谷").first).to_be_visible()
    album.take(office, "deal")

    broker = enter(BROKER, size)
    broker.goto("/deals/")
    expect(broker.get_by_role("link", name=title)).to_be_visible()
    album.take(broker, "funnel")
