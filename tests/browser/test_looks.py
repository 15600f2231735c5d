"""Every page as it looks: accessible, quiet in the console, whole on a phone, in one language, with numbers that open."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from os import SEEK_END
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import PLAN, ROOT, City, locked
from visitor import SHOTS, SIZES, Watch, come_in

BUREAU, DISTRICT, OFFICE, REGISTRY, ADMIN, AUDITOR = "陈启明", "韩乐平", "周婉清", "顾宁", "方若虚", "高谨"
FIRM, BROKER = "林若谷", "吴思齐"
PUBLIC = ""
READING = f"/reading/{PLAN}"


@dataclass(frozen=True, slots=True)
class Stop:
    """A page to look at: its template, who looks, where to begin, which link to follow from there, and what to add to it."""

    template: str
    who: str
    path: str
    link: str = ""
    more: str = ""
    status: int = 200


ROW = "main [data-row] th a, main tbody th a"
LISTED = ".jl-market h3 a"
STOPS = (
    Stop("door.html", PUBLIC, "/door/"),
    Stop("board.html", PUBLIC, "/board/"),
    Stop("board.html", BUREAU, "/board/?by=host"),
    Stop("board.html", DISTRICT, "/board/?area=320412&year=2020"),
    Stop("reading.html", PUBLIC, f"{READING}/industry_professors/"),
    Stop("reading.html", BUREAU, f"{READING}/new_investment/"),
    Stop("reading.html", BUREAU, f"{READING}/industry_professors/", link="#facts tbody th a"),
    Stop("reading.html", OFFICE, f"{READING}/industry_professors/", link=".jl-left a.jl-n"),
    Stop("plan.html", PUBLIC, "/plan/"),
    Stop("clause.html", BUREAU, "/plan/3.3.1.a/"),
    Stop("proposal_new.html", BUREAU, "/plan/propose/"),
    Stop("proposal.html", BUREAU, "/plan/propose/", link="main a[href^='/plan/proposals/']"),
    Stop("market.html", PUBLIC, "/market/"),
    Stop("market.html", FIRM, "/market/?mine=1"),
    Stop("listing_choose.html", FIRM, "/market/new/"),
    Stop("listing_form.html", FIRM, "/market/new/?kind=need"),
    Stop("listing.html", PUBLIC, "/market/?kind=patent", link=LISTED),
    Stop("listing.html", BROKER, "/market/?kind=need", link=LISTED),
    Stop("exchange.html", BUREAU, "/exchange/"),
    Stop("deals.html", BROKER, "/deals/"),
    Stop("deal.html", BROKER, "/deals/", link=ROW),
    Stop("deal.html", REGISTRY, "/deals/", link=ROW),
    Stop("deal_form.html", REGISTRY, "/deals/", link=ROW, more="register/"),
    Stop("notices.html", BROKER, "/notices/"),
    Stop("contacts.html", BROKER, "/market/contacts/"),
    Stop("propose.html", BROKER, "/market/contacts/", link=".jl-calls a[href$='/propose/']"),
    Stop("awards.html", PUBLIC, "/awards/"),
    Stop("awards.html", BUREAU, "/awards/"),
    Stop("call_new.html", BUREAU, "/awards/calls/new/"),
    Stop("call.html", BUREAU, "/awards/", link="main a[href^='/awards/calls/']:not([href$='new/'])"),
    Stop("application.html", BUREAU, "/awards/", link="main a[href^='/awards/applications/']"),
    Stop("batch.html", BUREAU, "/awards/", link="main a[href^='/awards/batches/']"),
    Stop("funnel.html", BUREAU, "/market/funnel/"),
    Stop("rankers.html", BUREAU, "/market/ranking/"),
    Stop("ranker.html", BUREAU, "/market/ranking/", link=ROW),
    Stop("matches.html", BROKER, "/market/matches/"),
    Stop("patents.html", BROKER, "/patents/"),
    Stop("patent.html", BROKER, "/patents/?show=high", link=ROW),
    Stop("patent.html", OFFICE, "/patents/?show=licence", link=ROW),
    Stop("patent_new.html", OFFICE, "/patents/new/"),
    Stop("home.html", OFFICE, "/"),
    Stop("home.html", DISTRICT, "/"),
    Stop("home.html", ADMIN, "/"),
    Stop("claims.html", OFFICE, "/claims/"),
    Stop("claims.html", DISTRICT, "/claims/?state=mine"),
    Stop("claim_choose.html", OFFICE, "/claims/new/"),
    Stop("claim_new.html", OFFICE, "/claims/new/cn.industry_professor/"),
    Stop("claim_form.html", OFFICE, "/claims/?state=draft", link=ROW, more="?check=1"),
    Stop("claim_form.html", OFFICE, "/claims/?state=returned", link=ROW),
    Stop("claim.html", DISTRICT, "/claims/?state=mine", link=ROW),
    Stop("claim.html", OFFICE, "/claims/?state=verified", link=ROW),
    Stop("facts.html", PUBLIC, "/facts/"),
    Stop("fact.html", PUBLIC, "/facts/?kind=cn.joint_project", link=ROW),
    Stop("fact.html", BUREAU, "/facts/?kind=cn.industry_professor", link=ROW),
    Stop("fact_way.html", BUREAU, "/facts/", link=ROW, more="reverse/"),
    Stop("fact_way.html", BUREAU, "/facts/", link=ROW, more="end/"),
    Stop("fact_replace.html", BUREAU, "/facts/", link=ROW, more="replace/"),
    Stop("imports.html", BUREAU, "/imports/"),
    Stop("import_choose.html", BUREAU, "/imports/new/"),
    Stop("import_new.html", REGISTRY, "/imports/new/?kind=cn.registered_contract"),
    Stop("import_new.html", OFFICE, "/imports/new/?kind=listing.achievement"),
    Stop("import.html", REGISTRY, "/imports/", link="main tbody th a:text('上旬有误')"),
    Stop("import_done.html", REGISTRY, "/imports/", link="main tbody th a:text('上旬流水')"),
    Stop("parties.html", BUREAU, "/parties/"),
    Stop("party.html", OFFICE, "/parties/?kind=university", link=ROW),
    Stop("party_new.html", ADMIN, "/parties/new/"),
    Stop("seats.html", ADMIN, "/seats/"),
    Stop("seat.html", ADMIN, "/seats/", link=ROW),
    Stop("journal.html", AUDITOR, "/journal/"),
    Stop("entry.html", AUDITOR, "/journal/", link="main a[href^='/journal/'][href$='/']:not([href$='csv/'])"),
    Stop("search.html", BUREAU, "/search/?q=机器人"),
    Stop("messages.html", FIRM, "/messages/"),
    Stop("account.html", OFFICE, "/account/"),
    Stop("missing.html", OFFICE, "/facts/999999/", status=404),
    Stop("refused.html", OFFICE, "/parties/new/", status=403),
)

ELSEWHERE = {
    "frame.html": "what all the others stand in",
    "styleguide.html": "drawn by tests alone, and looked at in tests/site/test_parts.py",
    "broken.html": "stands for a fault of ours; tests/site/test_frame.py draws it",
    "match.html": "there when the engine has spoken: test_market_walk walks over it",
    "twin.html": "there when two listings may be one: tests/site/test_twin.py opens it",
    "platform.html": "there when the bureau has taken a platform in: tests/site/test_exchange.py opens it",
    "transfer.html": "there when records went over: tests/site/test_exchange.py opens it",
    "import_running.html": "there for a moment: test_bad_input looks at it",
}

ENGLISH = {
    *("API", "CSV", "ID", "JSON", "KB", "MB", "Office", "PDF", "SHA", "XLSX", "Excel", "Enter", "xlsx", "csv", "pdf"),
    *("UTF", "GBK", "TOML", "WPS", "zhouwanqing", "nDCG"),
}
"""Words a Chinese reader knows by these letters, and a sign-in name."""

HAN = re.compile("[\u4e00-\u9fff]+")

LOOK = r"""() => {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1
    && e.getBoundingClientRect().height > 1 && !e.closest(".visually-hidden, .jl-skip");
  const path = (e) => [e.tagName.toLowerCase(), ...e.classList].join(".");
  const small = new Set(), words = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), e = walker.currentNode.parentElement;
    if (!text || e.closest("script, style, noscript, option, datalist") || !seen(e)) continue;
    const scale = e instanceof SVGElement && e.getScreenCTM() ? Math.abs(e.getScreenCTM().a) : 1;
    const size = parseFloat(getComputedStyle(e).fontSize) * scale;
    if (size < 11.9) small.add(`${size.toFixed(1)} px ${path(e)}: ${text.slice(0, 20)}`);
    if (!e.closest("[lang=en], [data-said], code, kbd, .jl-hash, .jl-mono"))
      for (const word of text.match(/[A-Za-z][A-Za-z_]+[0-9]*/g) || []) words.add(word);
  }
  for (const e of document.querySelectorAll("[aria-label], [title]:not(.jl-hash), [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      for (const word of (e.getAttribute(name) || "").match(/[A-Za-z][A-Za-z_]+[0-9]*/g) || []) words.add(word);
  return {
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1")].map((e) => e.innerText),
    primaries: [...document.querySelectorAll(".btn-primary")].filter(seen).map((e) => e.innerText),
    width: document.documentElement.scrollWidth,
    wide: [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1
      && seen(e) && !e.closest(".jl-t-wrap, svg")).slice(0, 5).map(path),
    numbers: [...document.querySelectorAll("a.jl-n")].map((e) => e.getAttribute("href")),
    broken: [...document.images].filter((e) => !e.complete || !e.naturalWidth).map((e) => e.src),
    small: [...small], words: [...words],
  };
}"""

AXE = """() => axe.run(document, { resultTypes: ["violations"], preload: false }).then((found) => found.violations.map((one) =>
  `${one.impact} ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`))"""


@cache
def axe() -> str:
    return (ROOT / "tests" / "vendor" / "axe.min.js").read_text()


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who looks, each in a browser of their own, so that one comes in by the door once."""

    browser: Browser
    city: City
    inside: dict[str, BrowserContext]

    def context(self, who: str) -> BrowserContext:
        if who not in self.inside:
            made = self.browser.new_context(base_url=self.city.url, viewport=SIZES["1440"], locale="zh-CN")
            self.inside[who] = made
            if who:
                page = made.new_page()
                come_in(page, who)
                page.close()
        return self.inside[who]


@pytest.fixture(scope="module")
def people(browser: Browser, city: City, place: Path) -> Iterator[People]:
    made = People(browser, city, {})
    with (place / "city.desk").open("a") as desk, locked(desk, fcntl.LOCK_EX):
        if not desk.seek(0, SEEK_END):  # another worker may have been here while this one waited for the lock
            _lists(made.context(REGISTRY).new_page())
            _proposal(made.context(BUREAU).new_page())
            desk.write("done")
            desk.flush()
    yield made
    for one in made.inside.values():
        one.close()


def _lists(page: Page) -> None:
    """The registry officer brings a table that is in order, and one in which an amount is no number."""
    head = "合同登记编号,项目名称,合同类别,卖方,买方,成交额,技术交易额,是否关联交易,签订日,登记日"
    for name, number, amount in (("上旬流水.csv", 7001, "360000"), ("上旬有误.csv", 7002, "三十六万")):
        row = f"2021320499{number},轨道车辆减振件检测,技术服务,龙城理工大学,恒轨装备股份有限公司,{amount},300000,否,2021-06-01,2021-06-10"
        page.goto("/imports/new/?kind=cn.registered_contract")
        table = {"name": name, "mimeType": "text/csv", "buffer": f"{head}\n{row}\n".encode()}
        page.get_by_label("表格").set_input_files([table])
        letter = {"name": "登记汇总.pdf", "mimeType": "application/pdf", "buffer": page.pdf()}
        page.get_by_label("官方文件").set_input_files([letter])
        page.get_by_label("文件名称").fill("技术合同认定登记汇总表（2021 年 6 月上旬）")
        page.get_by_label("文件日期").fill("2021-06-11")
        page.get_by_role("button", name="上传，试导入").click()
        page.wait_for_url("**/imports/*/")
        if amount.isdecimal():
            page.get_by_role("button", name="导入全部").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("已导入", timeout=60_000)
    page.close()


def _proposal(page: Page) -> None:
    """The bureau proposes a version of the plan in which one target is called otherwise."""
    page.goto("/plan/propose/")
    text = page.get_by_label("或者直接改文本")
    newer = re.sub(r'^version = "(.*)"', r'version = "\1.1"', text.input_value(), count=1, flags=re.MULTILINE)
    text.fill(newer.replace('short = "产业教授"', 'short = "省产业教授"'))
    page.get_by_label("为什么改").fill("省里的名称带“省”字，照省名单写")
    page.get_by_role("button", name="提出这一版").click()
    page.wait_for_url("**/plan/proposals/*/")
    page.close()


OPENED: set[tuple[str, str]] = set()
"""What numbers have led to before: (who, part of an address)."""


@pytest.mark.parametrize("stop", STOPS, ids=[f"{one.template}-{place}" for place, one in enumerate(STOPS)])
def test_a_page_is_fit_to_be_seen(stop: Stop, people: People, watch: Watch) -> None:
    page = people.context(stop.who).new_page()
    watch.put_on(page)
    wrong = []
    try:
        _reach(page, stop)
        page.evaluate(f"{axe()};0")
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            if "data-kind" in page.content():
                page.wait_for_selector("figure[data-kind] canvas, figure[data-kind] svg", state="attached")
            look = page.evaluate(LOOK)
            wrong += [f"{name}: {one}" for one in [*_flaws(look, size["width"]), *_axe(page)]]
            page.screenshot(path=SHOTS / f"look-{name}-{_name(stop)}.png")
        wrong += [
            f"number at {one} does not open" for one in _fresh(stop.who, look["numbers"]) if not _opens(page, one)
        ]
    finally:
        page.close()
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def _name(stop: Stop) -> str:
    return f"{STOPS.index(stop):02d}-{stop.template.removesuffix('.html')}-{stop.who or '公众'}"


def _fresh(who: str, addresses: list[str]) -> Iterator[str]:
    """Those that lead to a page, or ask with a value, to which none led before: of a grid every row and every column."""
    for address in addresses:
        path, _, asked = address.partition("?")
        parts = {(who, part) for part in (path, *asked.partition("#")[0].split("&"))}
        if parts - OPENED:
            OPENED.update(parts)
            yield address


def _opens(page: Page, address: str) -> bool:
    return page.request.get(page.evaluate("a => new URL(a, location).href", address)).status == 200


def _reach(page: Page, stop: Stop) -> None:
    answer = page.goto(stop.path)
    if stop.link:
        href = page.locator(stop.link).first.get_attribute("href")
        answer = page.goto(page.evaluate("a => new URL(a, location).href", href))
    if stop.more:
        answer = page.goto(page.url.partition("?")[0].partition("#")[0] + stop.more)
    assert answer is not None
    assert answer.status == stop.status


def _flaws(look: dict[str, Any], width: int) -> list[str]:
    found = []
    if look["lang"] != "zh-hans":
        found.append(f"lang {look['lang']}")
    if len(look["headings"]) != 1:
        found.append(f"h1: {look['headings']}")
    if len(look["primaries"]) > 1:
        found.append(f"several primary buttons: {look['primaries']}")
    if look["width"] > width:
        found.append(f"scrolls sideways, {look['width']} px: {look['wide']}")
    found += [f"number without address: {one}" for one in look["numbers"] if not one]
    found += [f"broken image {one}" for one in look["broken"]]
    found += [f"too small: {one}" for one in look["small"]]
    words = {one for one in look["words"] if one.isalpha()}  # what has figures in it is a number or a name of something
    return found + [f"English: {one}" for one in sorted(words - ENGLISH)]


def _axe(page: Page) -> list[str]:
    return [f"axe: {one}" for one in page.evaluate(AXE)]


def test_every_page_template_is_looked_at() -> None:
    templates = ROOT / "src" / "jinliang" / "site" / "templates"
    pages = {place.name for place in templates.glob("*.html")}
    assert {one.template for one in STOPS} | set(ELSEWHERE) == pages


def test_no_line_of_a_template_shows_on_the_page(people: People) -> None:
    """A tag that was mistyped is printed as it stands."""
    page = people.context(BUREAU).new_page()
    page.goto("/board/")
    text = page.locator("body").inner_text()
    page.close()
    assert "{%" not in text
    assert "{{" not in text
    assert "None" not in text


@pytest.mark.parametrize("path", ["/door/", "/board/", "/plan/", f"{READING}/industry_professors/"])
def test_the_other_language_is_one_click_away(path: str, browser: Browser, city: City, watch: Watch) -> None:
    context = browser.new_context(base_url=city.url, locale="zh-CN", viewport=SIZES["390"])
    page = context.new_page()
    watch.put_on(page)
    page.goto(path)
    page.get_by_role("button", name="English").first.click()
    page.wait_for_url(f"**{path}")
    assert page.locator("html").get_attribute("lang") == "en"
    framed = " ".join(page.locator("h1, nav, .jl-crumb, .jl-demo, main .btn").all_inner_texts())
    assert HAN.findall(framed) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=SHOTS / f"look-390-english-{path.strip('/').replace('/', '-')}.png")
    page.get_by_role("button", name="中文").first.click()
    page.wait_for_url(f"**{path}")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    context.close()


def test_shots_are_kept_out_of_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert f"{Path(SHOTS).relative_to(ROOT)}/" in ignored
