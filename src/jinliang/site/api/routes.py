"""The API's routes, by noun."""

from jinliang.site.api import exchange, fact, plan
from jinliang.site.api.door import api

api.add_router("", plan.router)
api.add_router("", fact.router)
api.add_router("", exchange.router)

__all__ = ["api"]
