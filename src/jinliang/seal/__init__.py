"""Sealed packages (封存包): a case's pages in one file that a stranger verifies offline."""

from jinliang.seal.package import Page, Sealing, seal, seal_of

__all__ = ["Page", "Sealing", "seal", "seal_of"]
