"""Messages (消息) to seats, and how each seat wants them sent on."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """What one seat is told: `what` and `said` make the sentence (`core.message`), `about` names the page it leads to (noun:id).

    A seat is told the same thing once: `key` says which. `read_at` is a read mark, `mailed_at` when it went out by e-mail.
    """

    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="messages")
    what = models.CharField(max_length=24)
    said = models.JSONField(default=dict)
    about = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["seat", "key"], name="message_once"),)
        indexes = (
            models.Index(fields=["seat", "made_at"]),
            models.Index(fields=["seat"], condition=models.Q(read_at=None), name="message_unread"),
        )


class Delivery(models.Model):
    """How a seat has its messages sent on by e-mail, to which address, and since when: what came before is not sent."""

    seat = models.OneToOneField("site.Seat", on_delete=models.PROTECT, related_name="delivery")
    how = models.CharField(max_length=8, default="off")
    address = models.EmailField(blank=True)
    since_at = models.DateTimeField()


class SavedSearch(models.Model):
    """What a seat looks for on the market (存下的查找): kind, field, area and words; it is told when something new fits."""

    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="searches")
    kind = models.CharField(max_length=16, blank=True)
    field = models.CharField(max_length=2, blank=True)
    area = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["seat", "kind", "field", "area", "words"], name="search_once"),)
