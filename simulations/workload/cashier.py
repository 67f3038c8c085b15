"""A cashier: one till, one generator, one act after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from core.errors import RefusedError, StorageError, StorageFullError
from core.quantity import MILLI
from core.views import receipts
from node.shop.reprinting import print_copy
from node.shop.sold import sale_receipt
from node.till import Till
from node.verbs import perform
from simulations.dice import dice_of, exponential, happens
from simulations.disk import PowerLostError
from simulations.options import BASKETS, WorkOptions
from simulations.virtual_node import VirtualNode
from simulations.workload.books import Books
from simulations.workload.goods import HOT, Goods, Item

REPRINT = "reprint"
"""Print a receipt again: no verb, for in a shop a printer belongs to it."""

BOSS, BOSS_PIN = "boss", "2468"
"""The manager whom every cashier may call, and who has the same PIN in every branch."""


Then = Callable[[dict[str, Any]], None]
"""What is done with an answer."""

Question = tuple[str, dict[str, Any], Then]
"""A verb, its arguments, and what to do with the answer."""


class _Asked(NamedTuple):
    """A command that changes the books, and what to enter once it is answered."""

    doing: str
    verb: str
    arguments: dict[str, Any]
    then: Then
    look: Question | None
    """What is asked instead, the next time: whether a command that has no id was done."""


class Cashier:
    """Somebody at a till, with customers before it."""

    def __init__(
        self,
        node: VirtualNode,
        books: Books,
        goods: Goods,
        work: WorkOptions,
        acts: Mapping[str, Act],
        seed: int,
        *,
        careful: bool,
    ) -> None:
        """Work at ``node``, doing ``acts``, and enter what it acknowledges into ``books``.

        Who is ``careful`` gives every command an id, so that it can be sent again.
        """
        self.node = node
        self.books = books
        self.goods = goods
        self.branch = node.place.branch
        self.dice = dice_of(seed, "cashier", node.place.name)
        self.tickets: dict[str, list[tuple[int, str, int, int]]] = {}
        """Open tickets: (line, SKU, quantity, amount) as they must be on the till."""
        self.count: str | None = None
        """The stock-take this till has open."""
        self.basket = 0
        """How many real baskets were rung up."""
        self.careful = careful
        self._asked: _Asked | None = None
        self.last: tuple[str, dict[str, Any], dict[str, Any]] | None = None
        """The last command with an id: verb, arguments and answer."""
        self.drawer_minor: int | None = None
        """What must be in the drawer; None while no shift is open."""
        self.shift_epoch = 0
        """The epoch the till was in when it was opened."""
        self._work = work
        self._acts = [(name, act) for name, act in acts.items() if work.weights.get(name)]
        self._weights = [work.weights[name] for name, _ in self._acts]
        self._opened = False
        self.refusal = ""
        """Why the till refused what it was asked last; empty when it did not."""
        self._said: list[str] = []
        self._doing = ""

    def first_us(self) -> int:
        """Return when the first act is due: the first till of a branch begins at once."""
        return 0 if self.opens_branch and not self._work.office else self.think_us()

    def think_us(self) -> int:
        """Return how long it takes until the next act."""
        return 1 + exponential(self.dice, self._work.think_us)

    @property
    def opens_branch(self) -> bool:
        """Whether this till fills its branch's shelves and catalogue first."""
        return self.node.place.name.endswith("t1")

    @property
    def plays_baskets(self) -> bool:
        """Whether real baskets are sold here."""
        return self._work.source == BASKETS

    # --- acting -------------------------------------------------------------------------

    def act(self) -> bytes:
        """Do one thing, and return all that was asked and answered, for the trace."""
        self._said.clear()
        if self._asked is not None:
            self.ask_again()
        elif self.opens_branch and not self._opened:
            self._opened = True
            self._open_branch()
        elif self._acts:
            (name, act), *_ = self.dice.choices(self._acts, self._weights)
            self._doing = name
            act(self)
        return "\n".join(self._said).encode()

    def ask(
        self, verb: str, arguments: dict[str, Any], then: Then, *, look: Question | None = None
    ) -> bool:
        """Ask the till for what goes into the books, do ``then`` with its answer; True if any.

        When the till dies over it nobody knows whether it was done: it is asked again, or where
        it must not be done twice, ``look`` is asked.
        """
        self._asked = _Asked(self._doing, verb, arguments, then, look)
        answer = self.do(verb, arguments)
        if answer is not None:
            then(answer)
        return answer is not None

    @property
    def waits(self) -> bool:
        """Whether something was asked and never answered."""
        return self._asked is not None

    def ask_again(self) -> None:
        """Ask again what was never answered, if anything."""
        if self._asked is not None:
            self._doing = self._asked.doing
            self.ask(*(self._asked.look or self._asked[1:4]))

    def forget(self) -> None:
        """Begin anew at a till that has lost what it had, or whose disk was set back."""
        self.tickets.clear()
        self.last = self.count = self.drawer_minor = None

    def do(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Ask the till; None when it refused, and then nothing may have changed.

        None as well when its disk failed; then it may have, and the ticket is put aside.
        """
        self.refusal = ""
        try:
            answer = self._perform(verb, arguments)
        except (RefusedError, StorageFullError) as error:
            self._asked = None
            if isinstance(error, StorageFullError):
                self.tickets.pop(arguments.get("ticket", ""), None)
            self.books.refused[self._doing] += 1
            self.refusal = str(error)
            self._said.append(f"{verb} refused: {error}")
            return None
        except (StorageError, PowerLostError) as error:
            if self._asked is None:
                self.tickets.pop(arguments.get("ticket", ""), None)
            if isinstance(error, PowerLostError):
                raise
            self.node.disk_errors.append(f"{verb}: {error}")
            self._said.append(f"{verb} failed: {error}")
            return None
        self._asked = None
        self.books.acknowledged[self._doing] += 1
        self._said.append(f"{verb} {answer}")
        self.node.appended()
        return answer

    def _perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb; where nobody is signed in for it, call the manager and do it again."""
        till = self.node.till
        try:
            return _perform(till, verb, arguments)
        except RefusedError as error:
            if "Nobody is signed in" not in str(error):
                raise
        perform(till, "sign-in", {"login": BOSS, "pin": BOSS_PIN})
        self.node.appended()  # signed in, whatever becomes of the verb
        return _perform(till, verb, arguments)

    def take_cash(self, amount_minor: int) -> None:
        """Put cash into the drawer of the open shift, or take it out: negative."""
        if self.drawer_minor is not None:
            self.drawer_minor += amount_minor

    def _open_branch(self) -> None:
        self._doing = "open"
        shelf_milli = self._work.shelf_milli
        items = self.goods.items

        def fill_shelves(_: dict[str, Any]) -> None:
            if shelf_milli:
                self.receive([(item.sku, shelf_milli) for item in items])

        if self._work.office:
            fill_shelves({})
        else:
            self.ask("import-catalogue", catalogue_of(self.goods), fill_shelves)

    # --- what several acts need -----------------------------------------------------------

    def receive(self, lines: list[tuple[str, int]]) -> None:
        """Book goods in."""

        def enter(_: dict[str, Any]) -> None:
            for sku, quantity_milli in lines:
                self.books.move(self.branch, sku, quantity_milli)

        command = {"lines": stock_lines(lines), "reference": "delivery"}
        self.ask("receive", self.with_id(command), enter)

    def with_id(self, command: dict[str, Any], *, always: bool = False) -> dict[str, Any]:
        """Return a command that can be sent again, where that may be needed."""
        return {**command, "id": self.new_id()} if always or self.careful else command

    def pick(self) -> Item:
        """Return a product: often a hot one, so that tills meet over it."""
        items = self.goods.items
        if happens(self.dice, self._work.hot_permille):
            return items[self.dice.randrange(min(HOT, len(items)))]
        return self.dice.choice(items)

    def drawn(self) -> tuple[Item, int]:
        """Return a product and thousandths of it: pieces mostly, if weighed sometimes parts."""
        item = self.pick()
        if happens(self.dice, 150):
            drawn = self.dice.randrange(1, 5_000)
            return item, drawn if item.weighed else -(-drawn // MILLI) * MILLI
        return item, MILLI * self.dice.choice((1, 1, 1, 2, 3, 12))

    def part(self, quantity_milli: int) -> int:
        """Return all of it or about half, whole pieces of what was sold in such."""
        if self.dice.getrandbits(1):
            return quantity_milli
        least = 1 if quantity_milli % MILLI else MILLI
        return max(least, quantity_milli // 2 // least * least)

    def new_id(self) -> str:
        """Return an id for a command that may be sent twice."""
        return str(UUID(int=self.dice.getrandbits(128)))

    def expect(self, where: str, expected: object, answered: object) -> None:
        """Complain when an answer is not what it must be."""
        if expected != answered:
            self.books.complain(self.node.index, where, f"{answered}, and not {expected}")


def catalogue_of(goods: Goods) -> dict[str, Any]:
    """Return the command that brings in all goods."""
    return {"products": [item.row() for item in goods.items]}


def bring_catalogue(node: VirtualNode, goods: Goods) -> None:
    """Bring in all goods at a node where no cashier stands."""
    perform(node.till, "import-catalogue", catalogue_of(goods))
    node.appended()


Act = Callable[[Cashier], None]
"""Something a cashier does."""


def _perform(till: Till, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Do a verb, or record one more paper of a receipt and say whose, and which copy it is."""
    if verb != REPRINT:
        return perform(till, verb, arguments)
    with till.log.read() as view:
        held = receipts.find(view.table("receipts"), arguments["receipt"])
        found = sale_receipt(arguments["receipt"], held, till.config)
    copy = print_copy(till, found, UUID(arguments["id"]))
    return {"sale": str(found.id), "copy": copy}


def stock_lines(lines: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return lines of goods as the stock verbs take them."""
    return [{"code": sku, "quantity_milli": quantity} for sku, quantity in lines]
