"""What people really bring: each is told clearly what is wrong and how to mend it, and nothing changes. A killed server included."""

from __future__ import annotations

import http.client
import io
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect
from served import City, Serving
from visitor import SHOTS, Enter, come_in

REGISTRY, OFFICE, BUREAU = "顾宁", "苏映雪", "陈启明"
KIND = "cn.registered_contract"
HEAD = (
    "合同登记编号",
    "项目名称",
    "合同类别",
    "卖方",
    "买方",
    "成交额",
    "技术交易额",
    "是否关联交易",
    "签订日",
    "登记日",
)
MB = 1024 * 1024


def contract(number: int, **other: str) -> list[str]:
    """A row of the registry's list, in order but for what is said otherwise."""
    row = dict(
        zip(
            HEAD,
            (
                f"2021320488{number:04d}",
                f"轴承寿命试验第 {number} 批",
                "技术服务",
                "龙城理工大学",
                "恒轨装备股份有限公司",
                "360000",
                "300000",
                "否",
                "2021-06-01",
                "2021-06-10",
            ),
            strict=True,
        )
    )
    return list((row | other).values())


def csv(rows: list[list[str]], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in [list(HEAD), *rows]).encode(encoding)


def file(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def bring(page: Page, name: str, data: bytes) -> None:
    """The registry officer uploads a table with its document, to be tried."""
    page.goto(f"/imports/new/?kind={KIND}")
    page.get_by_label("表格").set_input_files([file(name, data)])
    page.get_by_label("官方文件").set_input_files([file("登记汇总.pdf", page.pdf())])
    page.get_by_label("文件名称").fill("技术合同认定登记汇总表（2021 年 6 月）")
    page.get_by_label("文件日期").fill("2021-06-11")
    page.get_by_role("button", name="上传，试导入").click()


def bomb() -> bytes:
    """A workbook of a few hundred kilobytes that would unpack to 300 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(bytes(MB))
    return target.getvalue()


def test_papers_that_are_not_what_they_say_are_refused_and_nothing_typed_is_lost(enter: Enter) -> None:
    page = enter(OFFICE)
    page.goto("/claims/new/cn.industry_professor/")
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("姓名").fill("纪望舒")
    for name, data, told in (
        ("名单.pdf", b"MZ\x90\x00" + bytes(2000), "名单.pdf"),
        ("协议.pdf", b"\x89PNG\r\n\x1a\n" + bytes(2000), "协议.pdf"),
        ("空的.pdf", b"", "0 字节"),
        ("断了.pdf", b"%PDF-1.7\n1 0 obj\n", "不完整"),
    ):
        page.get_by_label("佐证文件").set_input_files([file("好的.pdf", page.pdf()), file(name, data)])
        page.get_by_role("button", name="附上").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(told)
        assert len(alert.inner_text()) > len(name) + 8, "a reason and a way to mend it"
        assert page.locator("#evidence .jl-ev").count() == 0
        expect(page.get_by_label("姓名")).to_have_value("纪望舒")
    page.screenshot(path=SHOTS / "bad-papers.png")


def test_two_hundred_megabytes_are_refused_in_words_and_soon(city: City, enter: Enter) -> None:
    page = enter(OFFICE)
    page.goto("/claims/new/cn.industry_professor/")
    page.get_by_role("button", name="开始填写").click()
    token = page.locator("#claim input[name=csrfmiddlewaretoken]").input_value()
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    began = time.monotonic()
    status, text = _flood(city, f"{page.url.removeprefix(city.url)}evidence/", token, cookies)
    assert status == 400
    assert "扫描件.pdf超过 50 MB，没有收下" in text
    assert time.monotonic() - began < 30
    assert list((city.data / "files" / "incoming").glob("*")) == []
    assert city.healthy()


def _flood(city: City, path: str, token: str, cookies: str) -> tuple[int, str]:
    """Sends 200 MB that are made while they are sent; the answer's status and text."""
    edge = "x" * 24
    before = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="paper-type"\r\n\r\nagreement\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="paper-file"; filename="扫描件.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
    ).encode()
    after = f"\r\n--{edge}--\r\n".encode()

    def parts() -> Iterator[bytes]:
        yield before
        for _ in range(200):
            yield bytes(MB)
        yield after

    connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=60)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Content-Length": str(len(before) + 200 * MB + len(after)),
        "Cookie": cookies,
    }
    connection.request("POST", path, parts(), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("六月.xlsx", bomb(), "解开后大得不正常"),
        ("六月.xlsx", b"%PDF-1.7\n%%EOF\n", "六月.xlsx"),
        ("六月.csv", b"", "0 字节"),
    ],
    ids=["zip-bomb", "disguised", "empty"],
)
def test_a_table_that_is_none_is_refused_beside_the_form(name: str, data: bytes, told: str, enter: Enter) -> None:
    page = enter(REGISTRY)
    bring(page, name, data)
    alert = page.locator("main [role=alert]")
    expect(alert).to_contain_text(told)
    page.screenshot(path=SHOTS / f"bad-table-{told}.png")


def test_a_table_from_an_old_spreadsheet_is_read_and_says_so(enter: Enter) -> None:
    page = enter(REGISTRY)
    bring(page, "六月（国标）.csv", csv([contract(1), contract(2)], "gb18030"))
    expect(page.get_by_role("heading", level=1)).to_have_text("试导入：2 行全部可用")
    expect(page.locator("main")).to_contain_text("GBK/GB18030，已转换")


def flawed() -> bytes:
    """A workbook with one slip a row, in the third to the tenth row; the second is in order."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        rows = [
            contract(11),
            contract(12),
            contract(13, 登记日="2031-06-10"),
            contract(14, 成交额="9" * 30),
            contract(15, 技术交易额="-300000"),
            contract(16, 买方="91320499MA1X7K2P9X"),
            contract(17, 卖方="龙城理工大"),
            contract(18, 合同类别="技术外包"),
            contract(19, 是否关联交易="也许"),
            contract(11),
        ]
        for place, row in enumerate([list(HEAD), *rows]):
            sheet.write_row(place, 0, row)
        sheet.write_formula(2, 5, "=G3*1.2", None, "")
    return target.getvalue()


def test_every_slip_of_a_table_is_listed_with_row_and_column_and_nothing_is_written(enter: Enter) -> None:
    page = enter(REGISTRY)
    bring(page, "六月流水.xlsx", flawed())
    expect(page.get_by_role("heading", level=1)).to_have_text("试导入：10 行里 1 行可用，9 行要改")
    page.screenshot(path=SHOTS / "bad-rows.png")
    lines = page.locator(".jl-flaws tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    found = {tuple(line[:3]): " ".join(line[3:]) for line in lines}
    for place, told in {
        ("3", "F3", "成交额"): "公式没有算出结果",
        ("4", "J4", "登记日"): "在将来，今天是 2021-06-18",
        ("5", "F5", "成交额"): "有 30 位整数",
        ("6", "G6", "技术交易额"): "金额是负数",
        ("7", "E7", "买方"): "恒轨装备股份有限公司 91320499MA1X7K2P9L",
        ("8", "D8", "卖方"): "龙城理工大学",
        ("9", "C9", "合同类别"): "不在技术合同类别的 5 种之内",
        ("10", "H10", "是否关联交易"): "填“是”或“否”",
        ("11", "整行", ""): "与第 2 行",
    }.items():
        assert told in found.get(place, ""), "\n".join(map(str, found.items()))
    assert len(found) == 9
    assert all(line[5] not in ("", "–") for line in lines), "each says how to mend it"
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标红的原表").click()
    assert zipfile.is_zipfile(download.value.path())
    page.goto("/facts/?words=轴承寿命试验")
    expect(page.locator("main")).not_to_contain_text("轴承寿命试验第")


def test_a_table_with_strange_heads_is_stopped_before_its_rows(enter: Enter) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEAD, "经办人手机"])
        sheet.write_row(1, 0, [*contract(21), "13800000000"])
        sheet.merge_range(2, 0, 2, 3, "合计")
    page = enter(REGISTRY)
    bring(page, "六月流水.xlsx", target.getvalue())
    expect(page.locator(".jl-flaws")).to_contain_text("经办人手机")
    expect(page.locator(".jl-flaws")).to_contain_text("合并单元格")
    expect(page.get_by_role("heading", level=1)).to_contain_text("表头要先改")
    assert page.get_by_role("button", name=re.compile("^导入|^只导")).locator("visible=true").count() == 0


ROWS = 600
"""Enough to be loaded behind a progress bar."""


@pytest.fixture
def own(city: City, place: Path) -> Iterator[Serving]:
    """A second city, made from a backup of the first, which may be killed."""
    saved, data = place / "kill.tar.gz", place / "kill"
    city.command("backup", str(saved))
    assert City(data, 0).command("restore", str(saved))["verify"]["ok"]
    serving = Serving(data, place / "kill.log")
    yield serving
    if serving.process.poll() is None:
        serving.kill()
    shutil.rmtree(data)


def counted(city: City) -> int:
    found: int = city.ask(f"/facts?kind={KIND}")["count"]
    return found


def _done(page: Page, address: str) -> int:
    """How many rows it is through."""
    found = re.search(r'value="(\d+)"', page.request.get(address).text())
    assert found, "it ended before it could be killed"
    return int(found[1])


def test_a_server_killed_while_it_imports_has_loaded_nothing_and_says_so(own: Serving, browser: Browser) -> None:
    city = own.ready()
    before = counted(city)
    context = browser.new_context(base_url=city.url, locale="zh-CN")
    page = context.new_page()
    come_in(page, REGISTRY)
    bring(page, "全年流水.csv", csv([contract(place) for place in range(1000, 1000 + ROWS)]))
    expect(page.get_by_role("heading", level=1)).to_have_text("试导入：600 行全部可用", timeout=60_000)
    address = page.url
    page.get_by_role("button", name="导入全部 600 行").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("正在导入")
    page.screenshot(path=SHOTS / "kill-running.png")
    while _done(page, f"{address}progress/") < ROWS // 3:
        time.sleep(0.02)
    own.kill()
    context.close()

    again = Serving(city.data, own.log.with_name("again.log"))
    try:
        city = again.ready()
        assert "上次没有正常停止" in again.said
        assert counted(city) == before
        context = browser.new_context(base_url=city.url, locale="zh-CN")
        page = context.new_page()
        come_in(page, REGISTRY)
        expect(page.get_by_role("alert")).to_contain_text("导入“全年流水.csv”中断了")
        page.screenshot(path=SHOTS / "kill-told.png")
        page.goto(urlsplit(address).path)
        expect(page.locator("main")).to_contain_text("一行也没有写入")
        page.get_by_role("button", name="导入全部 600 行").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("已导入 600 行"), timeout=60_000)
        assert counted(city) == before + ROWS
        assert city.command("verify")["ok"]
        context.close()
        again.stop()
    finally:
        if again.process.poll() is None:
            again.kill()
