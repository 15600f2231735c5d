"""What is stored. Facts, amendments, lines of the journal and adopted packs are append-only; triggers refuse change and deletion."""

from jinliang.site.models.award import Application, Batch, Call, Decision, Spent
from jinliang.site.models.claim import Claim, Evidence, Paper
from jinliang.site.models.contact import Contact
from jinliang.site.models.deal import Deal, Declaration, Notice, Objection, Receipt, Resolution, Term
from jinliang.site.models.fact import Amendment, Entry, Fact, FactEvidence, FactRole
from jinliang.site.models.importing import Import, Mapping
from jinliang.site.models.journal import Act, Head
from jinliang.site.models.listing import Listing
from jinliang.site.models.match import Match, Meeting
from jinliang.site.models.message import Delivery, Message, SavedSearch
from jinliang.site.models.pack import AdoptedPack, CityClock, Proposal, Question
from jinliang.site.models.party import Party, PartyName, Seat, Token
from jinliang.site.models.patent import Licence, Patent, Valuation
from jinliang.site.models.platform import Platform, Transfer
from jinliang.site.models.ranker import Grade, Ranker
from jinliang.site.models.tally import Tally, TallyRole

__all__ = [
    "Act",
    "AdoptedPack",
    "Amendment",
    "Application",
    "Batch",
    "Call",
    "CityClock",
    "Claim",
    "Contact",
    "Deal",
    "Decision",
    "Declaration",
    "Delivery",
    "Entry",
    "Evidence",
    "Fact",
    "FactEvidence",
    "FactRole",
    "Grade",
    "Head",
    "Import",
    "Licence",
    "Listing",
    "Mapping",
    "Match",
    "Meeting",
    "Message",
    "Notice",
    "Objection",
    "Paper",
    "Party",
    "PartyName",
    "Patent",
    "Platform",
    "Proposal",
    "Question",
    "Ranker",
    "Receipt",
    "Resolution",
    "SavedSearch",
    "Seat",
    "Spent",
    "Tally",
    "TallyRole",
    "Term",
    "Token",
    "Transfer",
    "Valuation",
]
