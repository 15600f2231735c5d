"""Matches (撮合): a need and an offer put before each other, and what each side said."""

from __future__ import annotations

from django.db import models


class Match(models.Model):
    """A need and an offer that the engine holds together, with its reasons; each side answers for itself.

    `score` from 0 to 1, `verdict` strong, fair or weak, `reasons` as `core.match` gives them, `ranker` the version that judged.
    `need_seen_on`, `offer_seen_on` are read marks: the day on which each side first opened it. `broker`, `said`,
    `said_on`: who put the two before each other by hand, why in a sentence, and when.
    """

    need = models.ForeignKey("site.Listing", on_delete=models.PROTECT, related_name="offered")
    offer = models.ForeignKey("site.Listing", on_delete=models.PROTECT, related_name="wanted")
    score = models.FloatField()
    verdict = models.CharField(max_length=8)
    reasons = models.JSONField(default=dict)
    ranker = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    need_answer = models.CharField(max_length=8, blank=True)
    need_reason = models.CharField(max_length=200, blank=True)
    need_on = models.DateField(null=True)
    offer_answer = models.CharField(max_length=8, blank=True)
    offer_reason = models.CharField(max_length=200, blank=True)
    offer_on = models.DateField(null=True)
    need_seen_on = models.DateField(null=True)
    offer_seen_on = models.DateField(null=True)
    broker = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["need", "offer"], name="match_once"),)
        indexes = (models.Index(fields=["offer", "score"]),)


class Meeting(models.Model):
    """The two sides of a match have met: on which day, in which way, who came, and what came of it in a line."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="meetings")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    way = models.CharField(max_length=8)
    people = models.CharField(max_length=120)
    outcome = models.CharField(max_length=200)
    made_at = models.DateTimeField()
