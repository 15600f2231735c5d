"""Money that is not what it says: paid by or to somebody else, one paper behind two payments, a sum that comes back."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jinliang.core.radar.alarm import Alarm, RadarRule, raised
from jinliang.core.radar.case import Scene, SeenContract, SeenReceipt


def number(written: str) -> str:
    """A paper's number without the ways of writing it: width, case, blanks, hyphens, a leading No.

    >>> number("No. 32Ａ-0011 "), number("32a0011")
    ('32A0011', '32A0011')
    """
    kept = "".join(one for one in unicodedata.normalize("NFKC", written).upper() if one.isalnum())
    return kept.removeprefix("NO")


def outside(scene: Scene, contracts: Mapping[str, SeenContract], rule: RadarRule) -> Iterator[Alarm]:
    """Receipts whose payer is not the buyer or whose payee is not the seller, without an agreed agency."""
    for one in scene.receipts:
        contract = contracts.get(one.contract)
        if contract is None or one.agency or (one.payer, one.payee) == (contract.buyer, contract.seller):
            continue
        yield raised(
            "outside_payer",
            rule,
            [contract.id],
            [
                f"合同 {contract.id} 的买方是{scene.name(contract.buyer)}，卖方是{scene.name(contract.seller)}",
                f"{one.on} 的到账 {one.id}（{one.amount:,f} 元）由{scene.name(one.payer)}付给{scene.name(one.payee)}，没有代付约定",
            ],
        )


def papers(scene: Scene, contracts: Mapping[str, SeenContract], rule: RadarRule) -> Iterator[Alarm]:
    """Invoices and bank slips behind more than they can carry."""
    by_invoice, by_slip = defaultdict(list), defaultdict(list)
    for one in sorted(scene.receipts, key=lambda one: (one.on, one.id)):
        if number(one.invoice):
            by_invoice[number(one.invoice)].append(one)
        if number(one.slip):
            by_slip[number(one.slip)].append(one)
    worth: dict[str, Decimal] = {}
    for invoice in scene.invoices:
        key = number(invoice.number)
        worth[key] = max(worth.get(key, Decimal(0)), invoice.amount)
    for key, found in by_invoice.items():
        total, says = sum((one.amount for one in found), Decimal(0)), worth.get(key)
        over = says is not None and total > says
        if over or (len({one.contract for one in found}) > 1 and not _one_framework(found, contracts)):
            tail = [f"合计 {total:,f} 元，发票金额 {says:,f} 元"] if over else []
            yield raised("invoice_twice", rule, _of(found), [*_told("发票", key, found), *tail])
    for key, found in by_slip.items():
        if len(found) > 1:
            yield raised("slip_twice", rule, _of(found), _told("银行回单", key, found))


def _one_framework(found: Iterable[SeenReceipt], contracts: Mapping[str, SeenContract]) -> bool:
    """Whether the receipts are for calls under one framework contract, which one invoice may cover."""
    numbers = {contracts[one.contract].framework if one.contract in contracts else "" for one in found}
    return len(numbers) == 1 and "" not in numbers


def _of(found: Iterable[SeenReceipt]) -> list[str]:
    return list(dict.fromkeys(one.contract for one in found))


def _told(paper: str, key: str, found: Iterable[SeenReceipt]) -> list[str]:
    return [f"{paper} {key} 用于合同 {one.contract} {one.on} 的到账 {one.id}（{one.amount:,f} 元）" for one in found]


@dataclass(frozen=True, slots=True)
class _Move:
    on: date
    payee: str
    amount: Decimal
    last: date
    """The day of its last piece."""


def returned(scene: Scene, contracts: Mapping[str, SeenContract], rule: RadarRule) -> Iterator[Alarm]:
    """Receipts of which most goes back to the payer over a few payments, each soon after the one before, some in pieces.

    A step carries between the rule's share and a twentieth more than what was received.
    """
    moves: dict[str, list[_Move]] = defaultdict(list)
    pieces: dict[tuple[str, str], list[tuple[date, Decimal]]] = defaultdict(list)
    for transfer in scene.transfers:
        pieces[transfer.payer, transfer.payee].append((transfer.on, transfer.amount))
    for one in scene.receipts:
        pieces[one.payer, one.payee].append((one.on, one.amount))
    for (payer, payee), paid in pieces.items():
        paid.sort()
        for at, (on, amount) in enumerate(paid):
            moves[payer].append(_Move(on, payee, amount, on))
            total = amount
            for later, more in paid[at + 1 :]:
                if later - on > timedelta(rule.piece_days):
                    break
                total += more
                moves[payer].append(_Move(on, payee, total, later))
    for receipt in scene.receipts:
        contract = contracts.get(receipt.contract)
        if contract is None or receipt.payer == receipt.payee:
            continue
        chain = _back(receipt, moves, rule)
        if chain:
            path, payer = [], receipt.payee
            for move in chain:
                path.append(f"{move.on} {scene.name(payer)}付给{scene.name(move.payee)} {move.amount:,f} 元")
                payer = move.payee
            first = (
                f"{receipt.on} {scene.name(receipt.payer)}为合同 {contract.id} 付给{scene.name(receipt.payee)}"
                f" {receipt.amount:,f} 元（到账 {receipt.id}）"
            )
            yield raised("round_trip", rule, [contract.id], [first, *path])


def _back(receipt: SeenReceipt, moves: Mapping[str, list[_Move]], rule: RadarRule) -> tuple[_Move, ...]:
    """The payments by which a receipt goes back to its payer, or none; the shortest chain."""
    least, most = receipt.amount * rule.return_share / 100, receipt.amount * 105 / 100
    front: list[tuple[str, date, tuple[_Move, ...]]] = [(receipt.payee, receipt.on, ())]
    seen = {receipt.payee}
    for _ in range(rule.return_hops):
        following = []
        for at, on, chain in front:
            for move in moves.get(at, ()):
                if least <= move.amount <= most and on <= move.on and (move.on - on).days <= rule.return_days:
                    if move.payee == receipt.payer:
                        return (*chain, move)
                    if move.payee not in seen:
                        seen.add(move.payee)
                        following.append((move.payee, move.last, (*chain, move)))
        front = following
    return ()
