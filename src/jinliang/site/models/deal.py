"""Deals (交易): from talk to terms, decision, notice, signature, registration and receipts."""

from __future__ import annotations

from django.db import models


class Deal(models.Model):
    """What two parties that said yes to each other do from then on (交易).

    `price` is the turnover 成交额 and `technical` the technical amount 技术交易额, in yuan; `written` the texts of the terms by the pack's
    list of contract terms; `pricing` as `core.deal.PRICING`. The codes are those of the pack's lists. `fact` is the registered contract.
    """

    match = models.OneToOneField("site.Match", on_delete=models.PROTECT, related_name="deal")
    buyer = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="bought")
    seller = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="sold")
    state = models.CharField(max_length=16, default="talking")
    since = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    name = models.CharField(max_length=120, blank=True)
    contract_class = models.CharField(max_length=8, blank=True)
    subclass = models.CharField(max_length=8, blank=True)
    pricing = models.CharField(max_length=16, blank=True)
    price = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    technical = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    payment = models.CharField(max_length=16, blank=True)
    ip = models.CharField(max_length=16, blank=True)
    technology = models.CharField(max_length=8, blank=True)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    written = models.JSONField(default=dict)
    intermediary = models.ForeignKey("site.Party", null=True, on_delete=models.PROTECT, related_name="mediated")
    proposed_by = models.ForeignKey("site.Party", null=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True)
    contract_no = models.CharField(max_length=16, blank=True)
    registered_on = models.DateField(null=True)
    reviewer = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    fact = models.OneToOneField("site.Fact", null=True, on_delete=models.PROTECT, related_name="deal")


class Term(models.Model):
    """What a contract promises to pay and when (约定): a receivable of so many yuan on its due day."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="terms")
    label = models.CharField(max_length=60)
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)


class Declaration(models.Model):
    """Whether a side is related to the other, as it declares under seal; the latest of a party holds."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="declarations")
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="+")
    related = models.BooleanField()
    text = models.CharField(max_length=300, blank=True)
    evidence = models.ForeignKey("site.Evidence", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()


class Resolution(models.Model):
    """A collective decision of a body on a deal (集体决策): who sat, who stood aside, how they voted, the minutes.

    `members` is a list of {name, title, vote, note}; votes are for, against, abstained, recused.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="resolutions")
    held_on = models.DateField()
    members = models.JSONField()
    passed = models.BooleanField()
    minutes = models.ForeignKey("site.Evidence", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")


class Notice(models.Model):
    """A public notice (公示) of a negotiated price or of a batch: from when, so many days, counted how, by which rule.

    `price` is the price, or the sum of the batch, in yuan. `stopped_on` is the day on which the terms were opened again, or the batch
    was dropped, and the notice lost its meaning.
    """

    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="notices")
    batch = models.ForeignKey("site.Batch", null=True, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField(max_length=120)
    price = models.DecimalField(max_digits=16, decimal_places=2)
    started_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    count = models.CharField(max_length=8)
    cite = models.CharField(max_length=200)
    stopped_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(deal=None) ^ models.Q(batch=None), name="notice_of_one_thing"),
        )


class Objection(models.Model):
    """An objection to a notice, and its written answer."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)


class Receipt(models.Model):
    """Money that arrived under a contract (到账), in yuan. `technical` is its technical part where the slip states it.

    A receipt that was recorded in error stays and says in `voided` why it does not count.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="receipts")
    on = models.DateField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    technical = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    invoice = models.CharField(max_length=30)
    slip = models.ForeignKey("site.Evidence", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    voided = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["invoice"], condition=models.Q(voided=""), name="invoice_once"),)
