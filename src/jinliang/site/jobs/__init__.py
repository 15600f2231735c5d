"""Jobs: what takes longer than a page may wait, and what is done by the clock. They ask acts and reads, as pages do."""

from jinliang.site.jobs import alerting, answering, expiring, importing, learning, mailing, matching, sweeping

__all__ = ["alerting", "answering", "expiring", "importing", "learning", "mailing", "matching", "sweeping"]
