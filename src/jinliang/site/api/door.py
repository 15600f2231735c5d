"""Who calls the API: a token stands for a seat; without one the caller is the public. Refusals have one JSON shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from jinliang import __version__
from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.reads import viewer as viewers


class Token(HttpBearer):
    """`Authorization: Bearer …` of a seat; a wrong or revoked token is refused."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        return viewers.by_token(token)


def anyone(request: HttpRequest) -> Viewer | None:
    """A caller without a token is the public; one with a token goes the other way."""
    return None if request.headers.get("Authorization") else PUBLIC


OPEN: list[Any] = [Token(), anyone]
"""For what the public may read."""


class Clean(Parser):
    """Reads JSON bodies, and refuses texts that no database keeps wherever they stand in them."""

    def parse_body(self, request: HttpRequest) -> Any:
        """What a body says. Raises Refusal `odd_characters`."""
        body = super().parse_body(request)
        if viewers.odd(_texts(body)):
            raise viewers.ODD
        return body


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)


api = NinjaAPI(
    title="津梁 Jinliang",
    version=__version__,
    description="计划、读数、事实与申报。读数与看板、命令行出自同一函数。",
    auth=Token(),
    parser=Clean(),
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal with its code, why and fix."""
    return api.create_response(request, viewers.shape(refusal), status=viewers.status(refusal))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that does not fit the schema, in the same shape."""
    places = "；".join(f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in error.errors)
    return api.create_response(request, viewers.shape(Refusal("invalid", places, "对照 /api/openapi.json")), status=422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses, above all a body that is no JSON, in the same shape."""
    if isinstance(error.__cause__, Refusal):
        return refused(request, error.__cause__)
    if error.status_code == 401:
        no = Refusal("sign_in", "没有令牌，或令牌不对、已作废", "请求头写 Authorization: Bearer 令牌")
        return api.create_response(request, viewers.shape(no), status=401)
    no = Refusal("invalid", "请求看不懂，正文应当是 JSON", "对照 /api/openapi.json")
    return api.create_response(request, viewers.shape(no), status=error.status_code)
