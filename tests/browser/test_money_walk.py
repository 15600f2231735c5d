"""From a contract to public money, as its people walk it: signed, registered, received, found, reviewed, decided, published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_walk import Album
from visitor import Enter

OFFICE, REGISTRY, BUREAU, SECOND = "苏映雪", "顾宁", "陈启明", "邹屿"
NAME = "扩链支化聚对苯二甲酸乙二醇酯挤出发泡板"
NUMBER = "20213204990199"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A small PDF of its own."""
    found = tmp_path / "scan.pdf"
    found.write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
    return found


def opened(page: Page) -> None:
    page.goto("/deals/")
    page.locator("tbody tr", has_text=NAME).locator("th a").click()


def filled(page: Page, act: str, scan: Path, words: str, **said: str) -> None:
    """An act with a form: what is said in each field, a scan whose words are its own, and the act."""
    page.get_by_role("link", name=act, exact=True).click()
    for label, text in said.items():
        page.get_by_label(label, exact=False).first.fill(text)
    scan.write_bytes(scan.read_bytes() + f"% {words}\n".encode())
    page.locator("input[type=file]").set_input_files(scan)
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_text("已记下")).to_be_visible()


def test_a_signed_contract_becomes_a_fact_and_an_award(enter: Enter, scan: Path) -> None:
    album = Album("money-1440")
    seller = enter(OFFICE, "1440")
    opened(seller)
    expect(seller.get_by_text("已结束").first).to_be_visible()  # the notice of its price
    filled(seller, "签订合同", scan, "contract", 签订日="2021-06-18")

    registry = enter(REGISTRY, "1440")
    opened(registry)
    filled(registry, "认定登记", scan, "certificate", 合同登记编号=NUMBER)
    expect(registry.get_by_role("link", name="登记的事实")).to_be_visible()
    album.take(registry, "registered")
    registry.get_by_role("link", name="登记的事实").click()
    expect(registry.get_by_text(NUMBER).first).to_be_visible()

    opened(seller)
    filled(seller, "记到账", scan, "slip", 到账日="2021-06-18", 到账金额="480000", 发票号码="04990199")
    expect(seller.get_by_text("480,000.00").first).to_be_visible()

    bureau = enter(BUREAU, "1440")
    bureau.goto("/awards/")
    bureau.locator("main a[href^='/awards/applications/']", has_text="江滨技术转移中心").first.click()
    expect(bureau.get_by_text(re.compile(NUMBER)).first).to_be_visible()  # it counts at once
    album.take(bureau, "application")
    bureau.get_by_role("button", name="复核通过").click()

    second = enter(SECOND, "1440")
    second.goto("/awards/")
    second.locator("main a[href^='/awards/calls/']:not([href$='new/'])").first.click()
    second.get_by_role("button", name=re.compile("决定已复核的")).click()
    expect(second.get_by_text("已决定").first).to_be_visible()
    second.get_by_role("button", name="公示名单").click()
    expect(second.get_by_text("公示中").first).to_be_visible()
    album.take(second, "batch")
    finance = enter("许静之", "1440")
    finance.goto(second.url)
    expect(finance.get_by_text("起可以审批").first).to_be_visible()
