"""Who calls the API: a token stands for a seat; without one the caller is the public. Refusals have one JSON shape."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
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

api = NinjaAPI(
    title="津梁 Jinliang",
    version=__version__,
    description="计划、读数、事实与申报。读数与看板、命令行出自同一函数。",
    auth=Token(),
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
