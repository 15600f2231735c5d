"""The market for other sites: the newest listings as an Atom feed (RFC 4287), and one as schema.org data. Owners stay hidden there too."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jinliang.core.access import PUBLIC
from jinliang.site.pages.market import line
from jinliang.site.pages.shell import Request, page
from jinliang.site.reads import clock
from jinliang.site.reads import listing as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads.listing import Listing

NEWEST = 50
"""Listings in the feed."""
TYPES = {"need": "Demand", "expert": "Offer", "service": "Offer"}
"""What a listing is by schema.org; a thing that is offered is an Offer too."""


@require_safe
@page("anyone")
def feed(request: Request) -> HttpResponse:
    """The newest listings on the market, as the public sees them."""
    pack = packs.plan()
    told = Atom1Feed(
        _("津梁：供需"),
        request.build_absolute_uri(reverse("market")),
        _("市场上最新的需求、成果、专利、专家、仪器和服务"),
    )
    for row in reads.shown().select_related("party").order_by("-published_on", "-id")[:NEWEST]:
        one = line(PUBLIC, row, pack)
        told.add_item(
            row.title,
            request.build_absolute_uri(reverse("listing", args=[row.id])),
            row.text,
            author_name=one.owner,
            pubdate=datetime.combine(row.published_on or row.since, time(9), clock.CITY),
            categories=[one.kind, one.field],
        )
    return HttpResponse(told.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def described(request: Request, row: Listing, owner: str) -> SafeString:
    """A listing as schema.org has it (JSON-LD): a Demand or an Offer of a body, until a day."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(row.kind, "Offer"),
        "name": row.title,
        "description": row.text,
        "url": request.build_absolute_uri(reverse("listing", args=[row.id])),
        "agent" if row.kind == "need" else "offeredBy": {"@type": "Organization", "name": owner},
        "availabilityStarts": str(row.published_on or ""),
        "availabilityEnds": str(row.expires_on or ""),
    }
    return SafeString(json_script(told).replace("application/json", "application/ld+json", 1))
