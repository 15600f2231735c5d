"""What a thumb must reach: the board's dates within the width of a phone, and the acts of a claim above its history."""

from __future__ import annotations

from playwright.sync_api import Browser
from served import City
from visitor import SIZES, Watch, come_in

PHONE = SIZES["390"]


def test_the_dates_of_the_board_stand_within_the_width_of_a_phone(browser: Browser, city: City, watch: Watch) -> None:
    context = browser.new_context(base_url=city.url, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    watch.put_on(page)
    page.goto("/board/")
    for name in ("#ask-area", "#ask-host", "#ask-year", "#ask-of", "#ask-by"):
        box = page.locator(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= PHONE["width"], name
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_a_checker_finds_the_acts_of_a_claim_above_its_history(browser: Browser, city: City, watch: Watch) -> None:
    context = browser.new_context(base_url=city.url, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    watch.put_on(page)
    come_in(page, "韩乐平")
    page.goto("/claims/?state=mine")
    page.locator("main [data-row] th a").first.click()
    acts, history = (page.locator(name).bounding_box() for name in ("#acts", "section.-last"))
    assert acts is not None
    assert history is not None
    assert acts["y"] + acts["height"] <= history["y"]
    context.close()
