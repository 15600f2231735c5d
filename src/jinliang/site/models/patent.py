"""Patents (专利) in the alliance's bank, what they were valued at, and the standing terms on which they are licensed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Patent(models.Model):
    """A patent as its papers state it. `since` is the day of its legal status, `paid` the last patent year whose fee is paid.

    `family` are the places with a granted family member, `pledge` the loan secured by it in yuan. `decision` (kept or dropped) is about
    the fee due on `decided_for_on`.
    """

    number = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    owner = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="patents")
    applied_on = models.DateField()
    granted_on = models.DateField(null=True)
    status = models.CharField(max_length=16)
    since = models.DateField()
    paid = models.PositiveSmallIntegerField(default=0)
    sei_code = models.CharField(max_length=16, blank=True)
    family = ArrayField(models.CharField(max_length=2), default=list)
    pledge = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    awards = ArrayField(models.CharField(max_length=60), default=list)
    implemented = models.BooleanField(default=False)
    decision = models.CharField(max_length=12, blank=True)
    decision_reason = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    decided_for_on = models.DateField(null=True)
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="patents")
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["owner", "status"]),)


class Valuation(models.Model):
    """What a patent was valued at on a day, for a scene: what was put in, the weights, and the formula's version. Append-only.

    `inputs` and `weights` are as `core.valuation` keeps them: the score is worked out from them again whenever it is asked.
    """

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="valuations")
    scene = models.CharField(max_length=16)
    inputs = models.JSONField()
    weights = models.JSONField()
    formula = models.CharField(max_length=8)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="valuations")
    on = models.DateField()


class Licence(models.Model):
    """Standing terms on which anybody may have a licence: open licence or use first, pay later. Append-only; the latest of a way holds.

    `fee` in yuan, `months` the term of a licence, `report` the number of the evaluation report.
    """

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="licences")
    way = models.CharField(max_length=8)
    fee = models.DecimalField(max_digits=16, decimal_places=2)
    months = models.PositiveSmallIntegerField()
    conditions = models.TextField(blank=True)
    report = models.CharField(max_length=60, blank=True)
    first = models.DateField()
    last = models.DateField(null=True)
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="licences")
