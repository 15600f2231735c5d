"""The walk of the tour: from a claim at the door to a number on the board, down to its paper, and back again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from served import PLAN, City
from visitor import SHOTS, Enter

LABEL, INDICATOR = "江苏省产业教授", "industry_professors"
OFFICE, OFFICER, BUREAU, STRANGER = "周婉清", "韩乐平", "陈启明", "苏映雪"
TODAY, LAST_MONTH = {"as_of": "2021-06-18"}, {"as_of": "2021-05-31", "known_by": "2021-05-31"}
REASON, WRONG = "协议里的聘期止日是 2025 年，请核对", "核对省名单，此人未列入"


@dataclass(frozen=True, slots=True)
class Professor:
    """Whom the institution claims: employed where, the code of it as mistyped, and as it is."""

    name: str
    employer: str
    mistyped: str
    code: str


WIDE = Professor("顾清禾", "精毅传动机械有限公司", "913204995884120641", "913204995884120640")
SMALL = Professor("季明远", "恒轨装备股份有限公司", "91320499MA1XK72P9L", "91320499MA1X7K2P9L")
"""The one has a wrong last character, the other two neighbours turned round."""


@dataclass(slots=True)
class Album:
    """Screenshots of every step as it stands on the screen, numbered."""

    size: str
    numbers: count[int] = field(default_factory=lambda: count(1))

    def take(self, page: Page, step: str) -> None:
        page.screenshot(path=SHOTS / f"walk-{self.size}-{next(self.numbers):02d}-{step}.png")


@pytest.fixture
def paper(browser: Browser) -> Callable[[str, str], bytes]:
    """Makes a real PDF with a title and a sentence."""

    def made(title: str, text: str) -> bytes:
        page = browser.new_page()
        page.set_content(f"<html lang=zh-Hans><h1>{title}</h1><p>{text}</p></html>")
        data = page.pdf(format="A4")
        page.close()
        return data

    return made


def shown(page: Page, asked: str = "") -> Decimal:
    """The number on the board."""
    page.goto(f"/board/?{asked}")
    row = page.locator(".jl-t-board tr", has=page.locator("th", has_text=LABEL))
    return Decimal(row.locator("a.jl-n").first.inner_text().replace(",", ""))


def numbers(page: Page, asked: str) -> dict[str, tuple[Decimal, str]]:
    """Every number on the board with its unit, by indicator."""
    page.goto(f"/board/?{asked}")
    rows = page.locator(".jl-t-board tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('a.jl-n').pathname.split('/')[3],"
        " row.querySelector('a.jl-n').innerText, row.querySelector('td.-n .jl-u').innerText])"
    )
    return {name: (Decimal(figure.replace(",", "")), unit.strip()) for name, figure, unit in rows}


def told(readings: list[dict[str, object]]) -> dict[str, Decimal]:
    """What the API or the command says, by indicator."""
    return {str(one["indicator"]): Decimal(str(one["value"])) for one in readings}


def agree(page: Page, city: City, asked: dict[str, str], commands: bool) -> Decimal:
    """The number, on which the board, the API and the command agree; as they do on every other."""
    query = urlencode(asked)
    api = told(city.ask(f"/readings/{PLAN}?{query}")["readings"])
    if commands:
        words = [word for name, value in asked.items() for word in (f"--{name.replace('_', '-')}", value)]
        assert told(city.command("read", PLAN, *words)["readings"]) == api
    board = numbers(page, query)
    assert len(board) == 15
    assert {name: (_rounded(api[name], unit), unit) for name, (_, unit) in board.items()} == board
    return api[INDICATOR]


def _rounded(value: Decimal, unit: str) -> Decimal:
    """A value as the board writes it: money in 亿元 or 万元 to two places, all else whole."""
    step = {"亿元": 10**8, "万元": 10**4}.get(unit)
    return (value / step).quantize(Decimal("0.01"), ROUND_HALF_UP) if step else value


def open_claim(page: Page, who: Professor, album: Album) -> str:
    """From the first page to a half-filled form."""
    album.take(page, "office-home")
    page.get_by_role("link", name="新申报").first.click()
    album.take(page, "which-kind")
    page.get_by_role("link", name="产业教授聘任", exact=True).click()
    album.take(page, "what-it-needs")
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("姓名").fill(who.name)
    page.get_by_label("工作单位").fill(who.mistyped)
    page.get_by_label("类型").select_option(label="研究生导师类")
    page.get_by_label("批次年份").fill("2021")
    page.get_by_label("聘任日").fill("2021-05-20")
    page.get_by_label("聘期止日").fill("2024-05-19")
    album.take(page, "form-filled")
    return page.url


def attach(page: Page, type: str, name: str, data: bytes) -> None:
    page.get_by_label("佐证文件").set_input_files([{"name": name, "mimeType": "application/pdf", "buffer": data}])
    page.get_by_label("它是什么").select_option(label=type)
    page.get_by_role("button", name="附上").click()
    expect(page.get_by_text(f"{type}：已有 1 份")).to_be_visible()


def done(page: Page, words: str) -> None:
    """The page says what happened."""
    expect(page.locator(".jl-toast")).to_contain_text(words)


@pytest.mark.parametrize(("size", "who"), [("1440", WIDE), ("390", SMALL)])
def test_a_claim_becomes_a_number_and_the_number_opens_to_its_paper(
    size: str, who: Professor, city: City, enter: Enter, paper: Callable[[str, str], bytes], alone: None
) -> None:
    album, commands = Album(size), size == "1440"  # asking by command takes its time: once is enough
    public = enter(size=size)
    before, past = shown(public), shown(public, urlencode(LAST_MONTH))
    album.take(public, "board-last-month")

    public.goto("/door/")
    album.take(public, "door")
    office = enter(OFFICE, size)
    address = open_claim(office, who, album)
    files = {
        "官方名单": paper("关于公布 2021 年产业教授名单的通知", f"{who.name}，{who.employer}"),
        "协议": paper("产业教授聘任协议", f"甲方聘任{who.name}为产业教授。"),
    }
    for type, data in files.items():
        attach(office, type, f"{who.name}{type}.pdf", data)
    album.take(office, "papers-attached")

    # A mistyped code is pointed out at its field, with the right one to be taken over by a click.
    office.get_by_role("button", name="提交核验").click()
    expect(office.locator(".jl-errsum")).to_contain_text("工作单位")
    expect(office.locator(".jl-errsum")).to_contain_text(who.mistyped)
    album.take(office, "wrong-code")
    office.locator("a[data-fill]").click()
    expect(office.get_by_label("工作单位")).to_have_value(f"{who.employer} {who.code}")
    expect(office.locator(".jl-errsum, .jl-err").locator("visible=true")).to_have_count(0)
    album.take(office, "code-mended")
    office.get_by_role("button", name="提交核验").click()
    done(office, f"已提交：{who.name}")
    album.take(office, "submitted")

    # Another institution sees neither the claim nor its papers; nor does the public.
    links = office.locator("#evidence .jl-ev .-name a")
    evidence = [link.get_attribute("href") or "" for link in links.all()]
    assert len(evidence) == 2
    stranger = enter(STRANGER, size)
    assert stranger.goto(address).status == 404
    album.take(stranger, "stranger-refused")
    assert {stranger.request.get(one).status for one in evidence} <= {403, 404}
    assert {public.request.get(one, max_redirects=0).status for one in evidence} <= {302, 403, 404}

    # The officer finds it among what waits and gives it back with the reason.
    officer = enter(OFFICER, size)
    album.take(officer, "officer-home")
    officer.goto("/claims/?state=mine&kind=cn.industry_professor")
    album.take(officer, "officer-list")
    officer.get_by_role("link", name=who.name).click()
    album.take(officer, "officer-claim")
    officer.get_by_label("退回原因").fill(REASON)
    officer.get_by_role("button", name="退回", exact=True).click()
    done(officer, "已退回")
    album.take(officer, "returned")

    office.goto("/")
    album.take(office, "office-home-returned")
    office.get_by_role("link", name=re.compile(f"{who.name}.*")).first.click()
    expect(office.locator(".jl-note", has_text="退回原因")).to_contain_text(REASON)
    album.take(office, "what-to-mend")
    office.get_by_label("聘期止日").fill("2025-05-19")
    office.get_by_role("button", name="提交核验").click()
    done(office, "已提交")

    officer.goto(address)
    album.take(officer, "officer-claim-again")
    officer.get_by_role("button", name="核验", exact=True).click()
    done(officer, "已核验")
    album.take(officer, "verified")

    # The board moves by exactly one, and everybody says the same.
    assert agree(public, city, TODAY, commands) == before + 1
    album.take(public, "board-after")
    known = city.ask(f"/readings/{PLAN}")["journal"]

    # The number opens: reading, fact, paper.
    bureau = enter(BUREAU, size)
    assert shown(bureau) == before + 1
    bureau.locator(".jl-t-board tr", has=bureau.locator("th", has_text=LABEL)).locator("a.jl-n").first.click()
    album.take(bureau, "reading")
    bureau.locator("#facts").get_by_role("link", name=who.name).click()
    expect(bureau.locator("#fact")).to_contain_text(OFFICE)
    expect(bureau.locator("#fact")).to_contain_text(OFFICER)
    album.take(bureau, "reading-fact-opened")
    for type, data in files.items():
        line = bureau.locator("#fact .jl-ev", has=bureau.get_by_role("link", name=type))
        digest = line.locator("button[data-copy]").get_attribute("data-copy")
        got = bureau.request.get(line.get_by_role("link").first.get_attribute("href") or "")
        assert got.headers["content-type"] == "application/pdf"
        assert hashlib.sha256(got.body()).hexdigest() == digest == hashlib.sha256(data).hexdigest()
    fact = int(bureau.locator("#fact h2 a").get_attribute("href").split("/")[2])
    counted = city.ask(f"/readings/{PLAN}/{INDICATOR}")["counted"]
    assert fact in counted
    assert len(counted) == before + 1
    if commands:
        explained = city.command("explain", f"{PLAN}/{INDICATOR}", "--as-of", "2021-06-18")
        assert sorted(explained["counted"]) == sorted(counted)

    # Reversed with a reason, it is gone from what is known from now on, and only from that.
    bureau.locator("#fact h2 a").click()
    album.take(bureau, "fact")
    reverse = bureau.get_by_role("button", name="冲销", exact=True)
    bureau.locator(".jl-acts li", has=reverse).get_by_label("原因").fill(WRONG)
    reverse.click()
    expect(bureau.locator("main")).to_contain_text(WRONG)
    album.take(bureau, "fact-reversed")
    assert agree(public, city, TODAY, commands) == before
    album.take(public, "board-back")
    assert agree(public, city, TODAY | {"known_by": str(known)}, commands) == before + 1
    last = agree(public, city, LAST_MONTH, commands)
    assert last == past
    left_out = {one["fact"]: one["why"] for one in city.ask(f"/readings/{PLAN}/{INDICATOR}")["left_out"]}
    assert left_out[fact] == ["reversed"]
    bureau.goto(f"/reading/{PLAN}/{INDICATOR}/")
    album.take(bureau, "reading-after-reversal")
    if commands:
        assert city.command("verify")["ok"]
