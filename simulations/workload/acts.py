"""What cashiers do, each act one function; the swarm draws how often each is chosen.

An act asks the till, and enters into the books what was acknowledged: nothing else.
"""

from __future__ import annotations

from typing import Any

from simulations.dice import happens
from simulations.workload.books import whole
from simulations.workload.cashier import Act, Cashier, stock_lines
from simulations.workload.counter import PRICE_MINOR_MAX, find_sale, take_money
from simulations.workload.credit_acts import CREDIT_ACTS
from simulations.workload.later_acts import LATER_ACTS
from simulations.workload.loyalty_acts import LOYALTY_ACTS
from simulations.workload.promotion_acts import PROMOTION_ACTS
from simulations.workload.review_acts import REVIEW_ACTS
from simulations.workload.rule_acts import RULE_ACTS
from simulations.workload.scarce_acts import SCARCE_ACTS
from simulations.workload.shift_acts import SHIFT_ACTS
from simulations.workload.stockroom import STOCKROOM_ACTS
from simulations.workload.ticket_acts import TICKET_ACTS

TO_PAY = "is to pay."
"""How a till ends that finds too little or too much tendered."""

LINES_MAX = 6
"""Most lines of a drawn basket."""


def sell(cashier: Cashier) -> None:
    """Ring up one customer; half the baskets say every amount, and are added up by hand."""
    if cashier.plays_baskets:
        _sell_basket(cashier)
        return
    dice = cashier.dice
    stated = bool(dice.getrandbits(1))
    lines: list[dict[str, Any]] = []
    items: list[tuple[str, int]] = []
    for _ in range(dice.randrange(1, LINES_MAX + 1)):
        item, quantity = cashier.drawn()
        line = {"code": dice.choice((item.sku, item.barcode)), "quantity_milli": quantity}
        if stated:
            line["amount_minor"] = dice.randrange(PRICE_MINOR_MAX)
        lines.append(line)
        items.append((item.sku, quantity))
    command: dict[str, Any] = {"lines": lines, "discounts": [], "coupons": []}
    if stated:
        for off in ("discounts", "coupons"):
            if happens(dice, 250):
                item_no = dice.randrange(len(lines) + 1)
                amount = min(dice.randrange(100), _room(command, item_no))
                command[off] = [{"item": item_no, "amount_minor": amount}]
    ring_up(cashier, command, items, stated=stated)


def _sell_basket(cashier: Cashier) -> None:
    """Ring up the next real basket of the branch."""
    baskets = cashier.goods.baskets[cashier.branch]
    basket = baskets[cashier.basket % len(baskets)]
    cashier.basket += 1
    command: dict[str, Any] = {"lines": [], "discounts": [], "coupons": []}
    items: list[tuple[str, int]] = []
    for number, line in enumerate(basket.lines, 1):
        off = line.loyalty_discount_minor + line.coupon_match_minor
        shelf = {"quantity_milli": line.quantity_milli, "amount_minor": line.sales_minor + off}
        command["lines"].append({"code": line.product_id, **shelf})
        items.append((line.product_id, line.quantity_milli))
        for kind, amount in (("discounts", off), ("coupons", line.coupon_minor)):
            if amount:  # a coupon that is more than its line is one of the basket
                of = number if kind == "discounts" or amount <= line.sales_minor else 0
                command[kind].append({"item": of, "amount_minor": amount})
    ring_up(cashier, command, items, stated=True)


def _room(command: dict[str, Any], item_no: int) -> int:
    """Return the most that may still be taken off an item of a basket, or off the basket."""
    amounts: list[int] = [line["amount_minor"] for line in command["lines"]]
    off = command["discounts"]
    whole_off: int = sum(one["amount_minor"] for one in off)
    item_off = sum(one["amount_minor"] for one in off if one["item"] == item_no)
    left = sum(amounts) - whole_off
    return min(amounts[item_no - 1] - item_off, left) if item_no else left


def ring_up(
    cashier: Cashier, command: dict[str, Any], items: list[tuple[str, int]], *, stated: bool
) -> None:
    """Send a sale, sometimes with an id and with card and cash, and enter it."""
    dice, books = cashier.dice, cashier.books
    coupon = sum(off["amount_minor"] for off in command["coupons"])
    paid: list[dict[str, Any]] = []
    total = 0
    if stated:
        off = sum(off["amount_minor"] for off in command["discounts"])
        total = sum(line["amount_minor"] for line in command["lines"]) - off - coupon
        if total > 1 and dice.getrandbits(1):
            card = dice.randrange(1, total)
            cash = total - card + dice.choice((0, 0, 5, 100))
            paid = [{"kind": "card", "amount_minor": card}, {"kind": "cash", "amount_minor": cash}]
            command["tenders"] = paid
    command = cashier.with_id(command, always=bool(dice.getrandbits(1)))

    def enter(answer: dict[str, Any]) -> None:
        answered = whole(answer["total_minor"])
        if stated:
            cashier.expect(f"{answer['receipt']}: the total", total, answered)
        else:
            books.listed[str(answer["id"])] = ""
        if "id" in command:
            cashier.last = ("sell", command, answer)
        take_money(cashier, paid, answer)
        books.sale(cashier.node.index, cashier.branch, items, answer, coupon_minor=coupon)

    if not cashier.ask("sell", command, enter) and TO_PAY in cashier.refusal:
        # What was tendered is exactly what the lines come to.
        cashier.expect(f"a sale of {total}", "", cashier.refusal)


def refund_own(cashier: Cashier) -> None:
    """Take back goods of a sale of this very till."""
    _refund(cashier, own=True)


def refund_foreign(cashier: Cashier) -> None:
    """Take back goods of another till's sale, which may not be known here yet."""
    _refund(cashier, own=False)


def _refund(cashier: Cashier, *, own: bool) -> None:
    sold = find_sale(cashier, own=own)
    if sold is None:
        return
    dice = cashier.dice
    command: dict[str, Any] = {"receipt": sold.receipt, "reason": "changed their mind"}
    command["tender"] = "cash"
    if sold.untouched and happens(dice, 300):
        # All that is left, and nobody has been here: that is the whole sale.
        items = [(sku, quantity) for sku, quantity in sold.items if quantity]
    else:
        number = dice.randrange(len(sold.items))
        sku, quantity = sold.items[number]
        part = cashier.part(quantity)
        items = [(sku, part)]
        command["lines"] = [{"item": number + 1, "quantity_milli": part}]
    if cashier.careful:
        sold.untouched = False  # whoever comes next cannot know whether this is done

    def enter(answer: dict[str, Any]) -> None:
        sold.untouched = False
        cashier.books.tenders["cash"] += whole(answer["total_minor"])
        cashier.take_cash(whole(answer["total_minor"]))
        cashier.books.refund(cashier.node.index, cashier.branch, items, answer)

    cashier.ask("refund", cashier.with_id(command), enter)


def receive(cashier: Cashier) -> None:
    """Book a delivery in."""
    count = cashier.dice.randrange(1, LINES_MAX + 1)
    drawn = (cashier.drawn() for _ in range(count))
    cashier.receive([(item.sku, quantity) for item, quantity in drawn])


def adjust(cashier: Cashier) -> None:
    """Put stock right, up or down."""
    item, quantity = cashier.drawn()
    sku, quantity = item.sku, quantity * cashier.dice.choice((1, -1))
    command = {"lines": stock_lines([(sku, quantity)]), "reason": "counted"}
    books, branch = cashier.books, cashier.branch
    cashier.ask("adjust", cashier.with_id(command), lambda _: books.move(branch, sku, quantity))


def reprice(cashier: Cashier) -> None:
    """Change a price, while other branches may be changing it too."""
    row = cashier.pick().row() | {"price_minor": cashier.dice.randrange(PRICE_MINOR_MAX)}
    cashier.do("import-catalogue", {"products": [row]})


def repeat(cashier: Cashier) -> None:
    """Send the last command again, as a client does that missed the answer."""
    if cashier.last is None:
        return
    verb, command, before = cashier.last
    answer = cashier.do(verb, command)
    if answer is not None or not cashier.careful:
        cashier.expect(f"{before['receipt']} repeated", {**before, "repeated": True}, answer)


def scan(cashier: Cashier) -> None:
    """Work on a ticket: open one, add or remove a line, or have it paid."""
    dice, tickets = cashier.dice, cashier.tickets
    if not tickets or (len(tickets) < 3 and happens(dice, 100)):
        answer = cashier.do("ticket-open", {})
        if answer is not None:
            tickets[answer["id"]] = []
        return
    ticket = dice.choice(list(tickets))
    lines = tickets[ticket]
    what = dice.randrange(10)
    if lines and what == 0:
        _remove(cashier, ticket)
    elif lines and what <= 3:
        _pay(cashier, ticket)
    else:
        _add(cashier, ticket)


def _add(cashier: Cashier, ticket: str) -> None:
    item, quantity = cashier.drawn()
    amount = cashier.dice.randrange(1, PRICE_MINOR_MAX)
    line = {"code": item.sku, "quantity_milli": quantity, "amount_minor": amount}
    answer = cashier.do("ticket-add", {"ticket": ticket, "line": line})
    if answer is not None:
        number = whole(answer["lines"][-1]["line"])
        cashier.tickets[ticket].append((number, item.sku, quantity, amount))
        _same_lines(cashier, ticket, answer)


def _remove(cashier: Cashier, ticket: str) -> None:
    lines = cashier.tickets[ticket]
    line = cashier.dice.choice(lines)
    answer = cashier.do("ticket-remove", {"ticket": ticket, "line": line[0]})
    if answer is not None:
        lines.remove(line)
        _same_lines(cashier, ticket, answer)


def _same_lines(cashier: Cashier, ticket: str, answer: dict[str, Any]) -> None:
    held = [tuple(line.values())[:4] for line in answer["lines"]]
    cashier.expect(f"ticket {ticket}", cashier.tickets[ticket], held)


def _pay(cashier: Cashier, ticket: str) -> None:
    lines = cashier.tickets[ticket]
    total = sum(amount for _, _, _, amount in lines)
    cash = {"kind": "cash", "amount_minor": total + cashier.dice.choice((0, 0, 7))}
    if cashier.do("ticket-tender", {"ticket": ticket, "tender": cash}) is None:
        return

    def enter(answer: dict[str, Any]) -> None:
        cashier.expect(f"{answer['receipt']}: the total", total, answer["total_minor"])
        take_money(cashier, [cash], answer)
        items = [(sku, quantity) for _, sku, quantity, _ in lines]
        cashier.books.sale(cashier.node.index, cashier.branch, items, answer)
        cashier.tickets.pop(ticket, None)

    if not cashier.ask("ticket-complete", {"ticket": ticket}, enter) and not cashier.waits:
        cashier.tickets.pop(ticket, None)  # money lies on it: somebody else looks after it


ACTS: dict[str, Act] = {
    "sell": sell,
    "refund-own": refund_own,
    "refund-foreign": refund_foreign,
    "receive": receive,
    "adjust": adjust,
    "reprice": reprice,
    "repeat": repeat,
    "scan": scan,
    **CREDIT_ACTS,
    **SHIFT_ACTS,
    **STOCKROOM_ACTS,
    **RULE_ACTS,
    **TICKET_ACTS,
    **PROMOTION_ACTS,
    **LATER_ACTS,
    **LOYALTY_ACTS,
    **REVIEW_ACTS,
    **SCARCE_ACTS,
}
"""Every act by its name."""
