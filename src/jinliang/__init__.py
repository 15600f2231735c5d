"""Jinliang (津梁): the platform on which a city runs its university–industry innovation plan."""

__version__ = "0.1.0"
