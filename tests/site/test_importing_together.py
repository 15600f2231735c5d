"""Two lists loaded at the same moment, in a city of their own where acts commit (as in test_together)."""

from __future__ import annotations

from functools import partial
from threading import Barrier

import pytest
from city import City
from test_importing import brought, once_judged
from test_together import alone, crowd, holds, together

from jinliang.site.acts import importing as acts
from jinliang.site.models import Claim, Fact

pytestmark = pytest.mark.django_db
__all__ = ["crowd"]


@pytest.mark.parametrize("seat", ["bureau", "tto"])
def test_two_lists_loaded_at_once_bring_a_row_in_once(
    crowd: City,
    monkeypatch: pytest.MonkeyPatch,
    seat: str,
) -> None:
    both, viewer, name = Barrier(2, timeout=20), crowd.seats[seat], f"争{seat}"
    once_judged(monkeypatch, lambda _: both.wait() and None)
    ids = [alone(partial(brought, viewer, crowd, name)).id for _ in range(2)]
    for id in ids:
        alone(partial(acts.begin, viewer, id, "all"))
    ends = together(*(partial(acts.finish, id) for id in ids))
    assert sorted(one.state for one in ends) == ["done", "tried"]
    late = next(one for one in ends if one.state == "tried")
    assert (late.good, late.repeats) == (0, 1)
    assert "刚由别的导入写入" in late.told
    rows = Fact.objects.filter(source_id__in=ids).count() + Claim.objects.filter(source_id__in=ids).count()
    assert rows == 1
    holds()


def test_one_import_is_loaded_once_however_often_it_is_started(
    crowd: City,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both, bureau = Barrier(2, timeout=20), crowd.seats["bureau"]
    once_judged(monkeypatch, lambda _: both.wait() and None)
    id = alone(partial(brought, bureau, crowd, "一回")).id
    alone(partial(acts.begin, bureau, id, "all"))
    ends = together(partial(acts.finish, id), partial(acts.finish, id))
    assert [one.state for one in ends] == ["done", "done"]
    assert Fact.objects.filter(source_id=id).count() == 1
    holds()


def test_of_two_who_press_at_once_one_begins(crowd: City) -> None:
    bureau, other = crowd.seats["bureau"], crowd.seats["bureau2"]
    id = alone(partial(brought, bureau, crowd, "两人")).id
    done = together(partial(acts.begin, bureau, id, "all"), partial(acts.begin, other, id, "all"))
    assert [one for one in done if isinstance(one, str)] == ["wrong_state"]
