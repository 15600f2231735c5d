"""What the ranker learns from and what it learned: brokers' grades (评分) of matches, and versions of its weights (排序权重)."""

from __future__ import annotations

from django.db import models


class Grade(models.Model):
    """How well an offer fits a need in the eyes of one who brokers: 0 to 3 with a line, one for each match and grader."""

    match = models.ForeignKey("site.Match", on_delete=models.PROTECT, related_name="grades")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["match", "seat"], name="grade_once"),)


class Ranker(models.Model):
    """A version of the ranker's weights: candidate, proposed or running, with the digests of what it is and what it was learned from.

    `weights` is empty for those that come with the product; `comparison` holds it against the weights in use when it was
    learned (`against`). `used_on` is the day on which it was last put to use.
    """

    version = models.CharField(max_length=24, unique=True)
    weights = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    inputs = models.CharField(max_length=64)
    against = models.CharField(max_length=24, blank=True)
    comparison = models.JSONField(default=dict)
    state = models.CharField(max_length=12)
    since = models.DateField()
    used_on = models.DateField(null=True)
    proposer = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="running"), name="ranker_running_once"),
        )
