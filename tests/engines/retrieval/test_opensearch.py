"""The OpenSearch adapter where it is not like the files: addresses, refusals of the server, and a new index under the same name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from opensearch_double import Double

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.index import Edition, Entry
from jinliang.engines.retrieval.opensearch import OpenSearchIndex

EDITION = Edition("pairs-1", "e5", "r-1")


@pytest.fixture
def double() -> Iterator[Double]:
    double = Double()
    yield double
    double.close()


def code(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


@pytest.mark.parametrize("address", ["", "localhost:9200", "ftp://host", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refusal) as refused:
        OpenSearchIndex(address)
    assert code(refused) == "index_address"


def test_a_server_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        OpenSearchIndex("http://127.0.0.1:9").count()
    assert code(refused) == "index_unreachable"


def test_the_name_and_word_in_the_address_are_sent_and_not_told(double: Double) -> None:
    index = OpenSearchIndex(double.address.replace("//", "//user:secret@"))
    assert index._headers["Authorization"] == "Basic dXNlcjpzZWNyZXQ="
    with pytest.raises(Refusal) as refused:
        index.count()
    assert code(refused) == "index_absent"
    assert "secret" not in str(refused.value)


def test_a_new_index_takes_the_name_and_the_old_one_goes(double: Double) -> None:
    index = OpenSearchIndex(double.address)
    index.rebuild(EDITION, 4, [Entry("old", pairs=("激光",))])
    index.rebuild(EDITION, 4, [Entry("new", pairs=("激光",))])
    assert [hit.id for hit in index.search_text(["激光"], 5)] == ["new"]
    assert len(double.indexes) == 1


def test_a_build_that_fails_leaves_the_old_index_in_use(double: Double) -> None:
    index = OpenSearchIndex(double.address)
    index.rebuild(EDITION, 4, [Entry("old", pairs=("激光",))])
    with pytest.raises(Refusal) as refused:
        index.rebuild(EDITION, 0, [Entry("new", vector=np.ones(4, dtype=np.float32))])
    assert code(refused) == "index_refused"
    assert [hit.id for hit in index.search_text(["激光"], 5)] == ["old"]
    assert len(double.indexes) == 1


def test_an_index_of_somebody_else_is_refused(double: Double) -> None:
    double.indexes["jinliang"] = {"mappings": {"properties": {}}, "documents": {}}
    with pytest.raises(Refusal) as refused:
        OpenSearchIndex(double.address, wanted=EDITION)
    assert code(refused) == "index_broken"


def test_the_double_takes_no_request_it_does_not_know(double: Double) -> None:
    index = OpenSearchIndex(double.address)
    index.rebuild(EDITION, 4, [])
    with pytest.raises(Refusal) as refused:
        index._ask("POST", "/jinliang/_search", {"query": {"match": {"pairs": "激光"}}, "size": 1})
    assert code(refused) == "index_refused"
