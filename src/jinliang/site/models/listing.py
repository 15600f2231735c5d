"""Listings (供需): needs and offers on the market, as their owners wrote them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Listing(models.Model):
    """A need or an offer. Amounts in yuan (None = to be agreed); `must` are hard conditions in words; `number` is a patent's.

    `hidden`: the owner stays unnamed until both sides agree. `matched`: by which model and weights its matches were last found.
    `reviewed_by`, `reviewed_on`: the unit's review for secrets (保密审查). `source`: the table that brought it.
    `origin`, `origin_number`, `origin_owner`: the platform it was first put up on, its number and owner there.
    `into`: the listing it was merged into, the same thing put up twice.
    `triage`, `triage_why`: what a broker found a need to be.
    """

    kind = models.CharField(max_length=16)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="listings")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="listings")
    state = models.CharField(max_length=16, default="draft")
    since = models.DateField()
    title = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    field = models.CharField(max_length=2, blank=True)
    area = models.CharField(max_length=12, blank=True)
    ways = ArrayField(models.CharField(max_length=16), default=list)
    must = ArrayField(models.CharField(max_length=120), default=list)
    keywords = ArrayField(models.CharField(max_length=20), default=list)
    maturity = models.CharField(max_length=16, blank=True)
    person = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=16, blank=True)
    ipc = ArrayField(models.CharField(max_length=16), default=list)
    low = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    wanted_on = models.DateField(null=True)
    hidden = models.BooleanField(default=False)
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True)
    origin = models.CharField(max_length=40, blank=True)
    origin_number = models.CharField(max_length=60, blank=True)
    origin_owner = models.CharField(max_length=120, blank=True)
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    source = models.ForeignKey("site.Import", null=True, on_delete=models.PROTECT, related_name="listings")
    returned = models.TextField(blank=True)
    published_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    triage = models.CharField(max_length=8, blank=True)
    triage_why = models.CharField(max_length=200, blank=True)
    matched = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["origin", "origin_number"], name="listing_origin_once", condition=~models.Q(origin="")
            ),
        )
        indexes = (
            models.Index(fields=["state", "kind"]),
            models.Index(fields=["party", "state"]),
            models.Index(fields=["number"], name="listing_number", condition=~models.Q(number="")),
            GinIndex(fields=["title"], name="listing_title_near", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["text"], name="listing_text_near", opclasses=["gin_trgm_ops"]),
        )
