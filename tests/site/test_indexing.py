"""The index beside the database: it keeps up with the journal, and whatever is wrong with it is noticed, said and made good."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import city as cities
import numpy as np
import pytest
from city import City
from django.db import transaction

from jinliang.cli.main import main
from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.features import Meaning
from jinliang.engines.retrieval.lock import held
from jinliang.engines.retrieval.text import Plain
from jinliang.site.acts import listing as acts
from jinliang.site.jobs import indexing, matching
from jinliang.site.jobs.indexing import Engine
from jinliang.site.models import Listing, Match
from jinliang.site.reads import known
from jinliang.site.reads import listing as reads

pytestmark = pytest.mark.django_db

SEAM = "侧墙铝型材两块对着焊，缝忽宽忽窄，现在的搅拌焊一有缝就出沟槽。间隙到 1.2 mm 也不能有沟槽。"
STIR = "静轴肩摩擦搅拌焊，前置送丝嘴预压入铝丝，激光视觉测隙后自动改变送丝量。0–1.4 mm 间隙连续变化，全长未见沟槽。"


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    with django_db_blocker.unblock(), transaction.atomic():
        found = cities.made(cities.found(City()))
        by = found.seats
        found.listings["seam"] = cities.put_up(by["enterprise"], by["broker"], "need", "对接焊缝", text=SEAM)
        found.listings["stir"] = cities.put_up(by["tto"], by["broker"], "achievement", "静轴肩搅拌焊", text=STIR)
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.EMBEDDER, settings.DATA = "none", tmp_path
    return tmp_path


def engine(home: Path) -> Engine:
    """What another worker would open."""
    found = Engine("none", home)
    found.catch_up()
    return found


def edition(home: Path) -> Path:
    return home / "index" / "offers" / (home / "index" / "offers" / "current").read_text()


def judged(city: City) -> set[int]:
    Listing.objects.filter(id=city.listings["seam"].id).update(matched="")
    matching.renew()
    return set(Match.objects.filter(need=city.listings["seam"]).values_list("offer_id", flat=True))


def test_it_says_up_to_which_line_it_has_read_and_follows_the_journal(city: City, home: Path) -> None:
    found = engine(home)
    assert found.offers.index().edition.journal == known.head().number
    before = found.offers.index().count()
    by = city.seats
    late = cities.put_up(
        by["tto2"], by["broker"], "service", "焊缝检测服务", text="对接焊缝超声检测，按米计价，到厂检测，两天出报告。"
    )
    assert found.offers.index().count() == before
    found.catch_up()
    assert found.offers.index().count() == before + 1
    assert found.offers.index().edition.journal == found.needs.index().edition.journal == known.head().number
    acts.withdraw(by["tto2"], late.id)
    found.catch_up()
    assert found.offers.index().count() == before
    assert found.offers.index().edition.journal == known.head().number


@pytest.mark.parametrize("name", ["rows", "stock", "stock.ends", "manifest.json", "statistics", "text"])
def test_a_truncated_file_is_noticed_told_and_made_good(
    city: City, home: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine(home)
    file = edition(home) / name
    if name == "text":
        file = max(file.glob("*.term"), key=lambda one: one.stat().st_size)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with caplog.at_level(logging.WARNING, logger="jinliang"):
        assert city.listings["stir"].id in judged(city)
    assert "made anew" in caplog.text
    assert "不完整" in caplog.text
    caplog.clear()
    assert city.listings["stir"].id in judged(city)
    assert not caplog.text, "once is enough"


@pytest.mark.parametrize("part", ["VERSION", "weights"])
def test_another_tokeniser_or_other_weights_have_it_made_anew(
    city: City, home: Path, part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine(home)
    before = edition(home)
    if part == "weights":
        monkeypatch.setattr(indexing, "weights_version", lambda: "learned tomorrow")
    else:
        monkeypatch.setattr("jinliang.engines.retrieval.text.VERSION", "terms-0")
    engine(home)
    assert edition(home) != before
    assert not before.exists()
    assert "旧版本" in caplog.text


def test_an_old_layout_of_the_files_is_made_anew(city: City, home: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine(home)
    file = edition(home) / "manifest.json"
    file.write_text(file.read_text().replace('"format": 2', '"format": 1'))
    engine(home)
    assert "格式 1" in caplog.text


def test_the_index_of_another_journal_is_made_anew(city: City, home: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = engine(home)
    for number, head in ((known.head().number + 7, "later"), (known.head().number, "another chain")):
        found.offers.put([], None, number, head)
        engine(home)
        assert found.offers.index().edition.journal == known.head().number
    assert caplog.text.count("另一条链") == 2


def test_one_command_makes_both_anew(
    city: City, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("jinliang.cli.session.city", lambda **_: nullcontext())
    engine(home)
    before = edition(home)
    assert main(["match", "rebuild", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert edition(home) != before
    assert (told["offers"], told["needs"]) == (
        reads.shown().exclude(kind="need").count(),
        reads.shown().filter(kind="need").count(),
    )
    assert told["journal"] == known.head().number
    with held(home / "index" / "needs" / "lock"):
        assert main(["match", "rebuild"]) == 1
    assert "正在重建" in capsys.readouterr().err


def test_two_who_make_it_at_once_are_told_and_the_one_in_use_answers(city: City, home: Path) -> None:
    found = engine(home)
    with held(home / "index" / "offers" / "lock"):
        with pytest.raises(Refusal) as refused:
            Engine("none", home).make(False)
        assert refused.value.code == "index_being_built"
        assert city.listings["stir"].id in judged(city)
        matching.match()
    found.make(False)
    assert found.offers.index().count() > 0


def test_a_worker_waits_for_whoever_makes_the_first_one(city: City, home: Path) -> None:
    (home / "index" / "offers").mkdir(parents=True)
    with held(home / "index" / "offers" / "lock"):
        matching.match()
    assert not (home / "index" / "offers" / "current").exists()


class Letters:
    """A stand-in for the sentence model."""

    def read(self, texts: Sequence[Plain], role: str) -> list[Meaning]:
        found = []
        for one in texts:
            vector = np.bincount([ord(letter) % 384 for letter in one.text], minlength=384).astype(np.float32) + 1e-3
            vector /= np.linalg.norm(vector)
            found.append(Meaning(vector, vector[None], np.eye(4, 8, dtype=np.int8) * 127, np.ones(4, dtype=np.float32)))
        return found


def test_words_find_what_the_model_has_not_read_and_then_meaning_does(
    city: City, home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDER = "builtin"
    monkeypatch.setattr("jinliang.engines.retrieval.meaning.reader_of", lambda *_, **__: Letters())
    found = Engine("builtin", home)
    found.catch_up()
    assert not found.ready()
    assert found.offers.market().search_text(found_profile("搅拌焊"), "pair", 5)
    while not found.ready():
        assert found.read_on() > 0
    index = found.offers.index()
    assert index.unread(5) == []
    nearest = found.offers.market().search_vector(Letters().read([found_profile(STIR).plain], "query")[0].vector, 3)
    assert nearest
    Listing.objects.filter(id=city.listings["seam"].id).update(matched="")
    matching.renew()
    assert Match.objects.filter(need=city.listings["seam"]).first().ranker.endswith("builtin")  # type: ignore[union-attr]


def found_profile(text: str) -> Any:
    from jinliang.engines.retrieval.profile import profile

    return profile("", text)
