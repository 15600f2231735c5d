"""Claims (申报): what a party states and others check; and the papers (佐证) behind them."""

from __future__ import annotations

from django.db import models


class Paper(models.Model):
    """A file kept under its SHA-256; the original is never changed."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kept_at = models.DateTimeField()


class Claim(models.Model):
    """A statement of one party, on its way to a fact. `values` holds the raw text of the form's fields.

    `sent`: it has been submitted at least once. Until then it is its party's own, also when it was withdrawn as a draft.
    """

    kind = models.CharField(max_length=60)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="claims")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=16, default="draft")
    sent = models.BooleanField(default=False)
    level = models.SmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    title = models.CharField(max_length=300, blank=True)
    on = models.DateField(null=True)
    area = models.CharField(max_length=12, blank=True)
    checker = models.CharField(max_length=16, blank=True)
    checked_by = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    returned = models.TextField(blank=True)
    replaces = models.ForeignKey("site.Fact", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("site.Import", null=True, on_delete=models.PROTECT, related_name="claims")
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["state", "checker", "area"]), models.Index(fields=["party", "state"]))


class Evidence(models.Model):
    """A paper put behind claims, deals and facts: its type, date and what it is called."""

    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="evidence")
    deal = models.ForeignKey("site.Deal", null=True, on_delete=models.PROTECT, related_name="evidence")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="uses")
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="evidence")
    type = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    dated_on = models.DateField(null=True)
    removed = models.BooleanField(default=False)
