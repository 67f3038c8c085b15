"""Customers: made, edited, merged, found and forgotten at any node, with no network."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from core.crdt.field_map import Value
from core.errors import RefusedError
from core.log.projection import Table
from core.secret_box import KEY_BYTES
from core.shop.customer import Customer, CustomerEdit, CustomerMerge, Forgetting
from core.shop.customer_fields import (
    ADDRESS,
    CREDIT_LIMIT,
    EMAIL,
    GROUP,
    LANGUAGE,
    NAME,
    NOTE,
    NUMBER,
    PHONE,
    TAX_NUMBER,
    email_key,
    phone_key,
)
from core.shop.roles import ONCE, Permission
from core.views import customers, purchases
from core.views.customer_record import CustomerRecord
from core.views.customers import CUSTOMERS
from node.shop.answers.customers import (
    CustomerAnswer,
    CustomerChangedAnswer,
    CustomerLine,
    CustomersAnswer,
    ForgottenAnswer,
    LostCustomerLine,
    PurchaseLine,
)
from node.shop.authority import Authority, authority_at
from node.shop.commands.customers import (
    AddCustomer,
    CustomerFields,
    EditCustomer,
    ForgetCustomer,
    MergeCustomers,
    SearchCustomers,
    ShowCustomer,
)
from node.shop.erasing import erase_forgotten
from node.till import Till
from node.verb import Verb

_FIELD_OF = {
    "name": NAME,
    "number": NUMBER,
    "phone": PHONE,
    "email": EMAIL,
    "address": ADDRESS,
    "tax_number": TAX_NUMBER,
    "note": NOTE,
    "group": GROUP,
    "language": LANGUAGE,
    "credit_limit_minor": CREDIT_LIMIT,
}
"""Which field each word of a command is about."""


def add(till: Till, command: AddCustomer) -> CustomerChangedAnswer:
    """Make somebody a customer.

    Raises :class:`RefusedError` when nothing is said of them, or somebody known here has their
    telephone, e-mail or number.
    """
    if (done := till.done_before(Customer, command.id)) is not None:
        return CustomerChangedAnswer(str(done.id), str(done.id), repeated=True)
    authority = authority_at(till, command.approval)
    identifier = command.id or till.log.mint_id()
    fields = {name: value for name, value in _wanted(command).items() if value not in ("", 0)}
    if not fields:
        raise RefusedError("Say something of the customer: a name, a telephone or a number.")
    with till.log.transaction() as transaction:
        authority.require(Permission.CUSTOMERS)
        _require_limit(authority, command)
        _must_be_nobody_elses(till.log.table(transaction, CUSTOMERS), fields, b"")
        key = till.secret(KEY_BYTES)
        edit = CustomerEdit.decide(
            id=till.log.mint_id(),
            timestamp=till.now(),
            customer=identifier,
            key=key,
            fields={name: (1, value) for name, value in fields.items()},
            by=authority.cashier,
        )
        made = Customer.register(id=identifier, timestamp=till.now(), key=key)
        till.application.record(made, edit, *authority.approved(identifier))
    return CustomerChangedAnswer(str(identifier), str(identifier), tuple(sorted(fields)))


def edit(till: Till, command: EditCustomer) -> CustomerChangedAnswer:
    """Change what is given of a customer, and nothing else."""
    if (done := till.done_before(CustomerEdit, command.id)) is not None:
        changed = tuple(field[0] for field in done.fields)
        customer = str(UUID(bytes=done.customer))
        return CustomerChangedAnswer(str(done.id), customer, changed, repeated=True)
    authority = authority_at(till, command.approval)
    identifier = command.id or till.log.mint_id()
    with till.log.transaction() as transaction:
        authority.require(Permission.CUSTOMERS)
        _require_limit(authority, command)
        table = till.log.table(transaction, CUSTOMERS)
        record = the_customer(table, command.customer)
        fields = _changed(table, record, _wanted(command))
        if not fields:
            return CustomerChangedAnswer("", str(record.id))
        _must_be_nobody_elses(table, fields, record.id.bytes)
        held = customers.fields_of(table, record.id.bytes)
        decided = CustomerEdit.decide(
            id=identifier,
            timestamp=till.now(),
            customer=record.id,
            key=customers.keys_of(table, record.id.bytes)[0],
            fields={name: (held.revision(name) + 1, value) for name, value in fields.items()},
            by=authority.cashier,
        )
        till.application.record(decided, *authority.approved(identifier))
    return CustomerChangedAnswer(str(identifier), str(record.id), tuple(sorted(fields)))


def _wanted(command: CustomerFields) -> dict[str, Value]:
    given = {field: getattr(command, word) for word, field in _FIELD_OF.items()}
    return {field: value for field, value in given.items() if value is not None}


def _changed(table: Table, record: CustomerRecord, wanted: Mapping[str, Value]) -> dict[str, Value]:
    """Return what must be written: what lost is settled by saying who is right."""
    settled = {each.field for each in customers.lost(table, record.id.bytes)}
    now = {field: getattr(record, word) for word, field in _FIELD_OF.items()}
    return {name: value for name, value in wanted.items() if value != now[name] or name in settled}


def _require_limit(authority: Authority, command: CustomerFields) -> None:
    if command.credit_limit_minor is not None:
        measure = max(command.credit_limit_minor, ONCE)
        authority.require(Permission.CREDIT_LIMIT, measure=measure)


def _must_be_nobody_elses(table: Table, fields: Mapping[str, Value], own: bytes) -> None:
    """Refuse what would make one person two; apart, tills do it all the same: a review."""
    for name, word in ((NUMBER, "number"), (PHONE, "telephone"), (EMAIL, "e-mail")):
        text = str(fields.get(name, ""))
        compared = {PHONE: phone_key(text), EMAIL: email_key(text)}.get(name, text)
        tag = {PHONE: b"p", EMAIL: b"e"}.get(name, b"n")
        for other in customers.found_by(table, tag, compared) if compared else ():
            if other.id.bytes != own:
                raise RefusedError(f"{other.name or 'Somebody'} ({other.id}) has that {word}.")


def merge(till: Till, command: MergeCustomers) -> CustomerChangedAnswer:
    """Say that a customer is another one; raises :class:`RefusedError` when either is unknown."""
    if (done := till.done_before(CustomerMerge, command.id)) is not None:
        into = str(UUID(bytes=done.into))
        return CustomerChangedAnswer(str(done.id), into, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.CUSTOMER_FORGET, about=str(command.customer))
        table = till.log.table(transaction, CUSTOMERS)
        gone, stays = (
            the_customer(table, str(asked)) for asked in (command.customer, command.into)
        )
        before = customers.merged_into(table, gone.id.bytes)
        decided = CustomerMerge.decide(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            customer=gone.id,
            into=stays.id,
            revision=1 if before is None else before[0] + 1,
            by=authority.cashier,
        )
        till.application.record(decided, *authority.approved(decided.id))
    return CustomerChangedAnswer(str(decided.id), str(stays.id))


def forget(till: Till, command: ForgetCustomer) -> ForgottenAnswer:
    """Take away what is known of a customer, and of all who were merged into them.

    Raises :class:`RefusedError` when nobody known here has the id.
    """
    if (done := till.done_before(Forgetting, command.id)) is not None:
        gone = str(UUID(bytes=done.customer))
        return ForgottenAnswer(str(done.id), (gone,), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.CUSTOMER_FORGET, about=str(command.customer))
        table = till.log.table(transaction, CUSTOMERS)
        stays = the_customer(table, str(command.customer)).id.bytes
        decided = [
            Forgetting.decide(
                id=(command.id if customer == stays else None) or till.log.mint_id(),
                timestamp=till.now(),
                customer=UUID(bytes=customer),
                by=authority.cashier or till.config.name,
            )
            for customer in customers.merged_ids(table, stays)
        ]
        till.application.record(*decided, *authority.approved(decided[0].id))
    erase_forgotten(till)
    gone_ids = tuple(str(UUID(bytes=one.customer)) for one in decided)
    return ForgottenAnswer(str(decided[0].id), gone_ids)


def show(till: Till, command: ShowCustomer) -> CustomerAnswer:
    """Return all about a customer; raises :class:`RefusedError` when it is not one."""
    with till.log.read() as view:
        table = view.table(CUSTOMERS)
        record = the_customer(table, command.customer)
        ids = customers.merged_ids(table, record.id.bytes)
        lost = customers.lost(table, record.id.bytes)
        bought = purchases.latest(
            view.table(purchases.PURCHASES), [one.hex() for one in ids], command.receipts
        )
    return CustomerAnswer(
        _line(record),
        tuple(str(UUID(bytes=one)) for one in ids[1:]),
        tuple(LostCustomerLine(*each) for each in lost),
        tuple(PurchaseLine(*each) for each in bought),
    )


def search(till: Till, command: SearchCustomers) -> CustomersAnswer:
    """Return the first customers that what was typed may mean."""
    with till.log.read() as view:
        table = view.table(CUSTOMERS)
        if command.text:
            found = customers.search(table, command.text, command.limit)
        else:
            found = list(customers.all_customers(table))
    lines = [_line(each) for each in found if command.group in (None, each.group)]
    return CustomersAnswer(tuple(lines[: command.limit]))


def the_customer(table: Table, text: str) -> CustomerRecord:
    """Return the one customer a text means; raises :class:`RefusedError`."""
    found = customers.by_text(table, text)
    if not found:
        raise RefusedError(f"No customer known here has the id, number or telephone '{text}'.")
    if len(found) > 1:
        ids = ", ".join(str(each.id) for each in found)
        raise RefusedError(f"Several customers have '{text}': give one of the ids {ids}.")
    return found[0]


def _line(record: CustomerRecord) -> CustomerLine:
    return CustomerLine(str(record.id), *record[1:])


VERBS: dict[str, Verb] = {
    "customer-add": Verb(AddCustomer, add),
    "customer-edit": Verb(EditCustomer, edit),
    "customer-merge": Verb(MergeCustomers, merge),
    "customer-forget": Verb(ForgetCustomer, forget),
    "customer-show": Verb(ShowCustomer, show),
    "customers": Verb(SearchCustomers, search),
}
"""The verbs about customers."""
