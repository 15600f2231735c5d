"""Awards (奖补) on their way from a call to payment: applications, decisions with their trace, batches."""

from __future__ import annotations

from django.db import models


class Call(models.Model):
    """A year's call (申报通知) for an award of the pack: from which days receipts count, until when one may apply.

    `rate` is what the call sets in place of the award's own, `budget` the year's envelope in yuan; both may be open.
    """

    award = models.CharField(max_length=60)
    year = models.SmallIntegerField()
    document = models.CharField(max_length=120)
    first = models.DateField()
    last = models.DateField()
    closes_on = models.DateField()
    rate = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    budget = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["award", "year"], name="call_once"),)


class Application(models.Model):
    """A party that asks for an award under a call, or was found to be due without asking (免申即享)."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="applications")
    found = models.BooleanField(default=False)
    state = models.CharField(max_length=16, default="submitted")
    since = models.DateField()
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    returned = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["call", "party"],
                condition=~models.Q(state__in=("withdrawn", "decided")),
                name="application_once",
            ),
        )


class Batch(models.Model):
    """Decisions made together (拨付批次): published as one list, approved and paid as one sum."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=16, default="decided")
    since = models.DateField()
    decided_by = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    paid_by = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    paid_on = models.DateField(null=True)
    voucher = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)


class Decision(models.Model):
    """What a party is paid under an award, in yuan, with the sentences that say why; a claw-back is a decision below zero.

    A claw-back stands in no batch and names the decision it takes back in `claws`.
    `base` is the exact base as numerator/denominator, `told` the trace, `inputs` everything that went in, `pack` the digest of the
    pack whose award it was. Append-only.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="decisions")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    base = models.CharField(max_length=80)
    told = models.JSONField()
    inputs = models.JSONField()
    pack = models.CharField(max_length=64)
    claws = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="clawed")
    on = models.DateField()


class Spent(models.Model):
    """A receipt that has been paid for: once for a party in a beneficiary role under the awards of one level."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="spent")
    receipt = models.ForeignKey("site.Receipt", on_delete=models.PROTECT, related_name="spent")
    level = models.CharField(max_length=12)
    beneficiary = models.CharField(max_length=16)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["receipt", "level", "beneficiary", "party"], name="receipt_paid_once"),
        )
