"""Contacts (联系): what a broker heard from an owner of a listing, in a line."""

from __future__ import annotations

from django.db import models


class Contact(models.Model):
    """A broker has called the owner of a listing, perhaps about a match, and heard this."""

    listing = models.ForeignKey("site.Listing", on_delete=models.PROTECT, related_name="contacts")
    match = models.ForeignKey("site.Match", null=True, on_delete=models.PROTECT, related_name="contacts")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    said = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["listing", "on"]), models.Index(fields=["seat", "made_at"]))
