"""E-mailed receipts wait in the outbox until a mail server says that it has them."""

from __future__ import annotations

import email
from email import policy
from pathlib import Path

import pytest

from node.receipts.carrying import LONGEST_WAIT_MS
from node.receipts.outbox import MAIL
from tests.node.receipts.devices import mail_server, mailing, settle, with_directory
from tests.node.tills import CATALOGUE, Shop, Street

ANN = "ann@example.org"


@pytest.fixture
def till(tmp_path: Path) -> Shop:
    """A till with a catalogue, a data directory and a mail server in its configuration."""
    shop = Street(None).open()
    shop.do("import-catalogue", products=CATALOGUE)
    with_directory(shop, tmp_path, header=("Крамниця Ладо",), language="uk")
    return shop


def test_a_receipt_waits_for_a_line_and_arrives_once(till: Shop) -> None:
    receipt = till.sell("milk")["receipt"]
    assert (
        till.unchanged("receipt-mail", receipt=receipt, address=ANN)["job"]["to"] == "@example.org"
    )
    settle(mailing(till, 1))
    (line,) = till.do("mail-status")["jobs"]
    assert (line["state"], line["doubtful"]) == ("waiting", False)
    assert "did not take the mail" in line["trouble"]
    with mail_server() as server:
        till.do("mail-retry")
        settle(mailing(till, server.port))
        settle(mailing(till, server.port))
        ((to, data),) = server.mails
    assert to == ANN
    message = email.message_from_bytes(data, policy=policy.default)
    assert message["Subject"] == f"Крамниця Ладо: Чек {receipt}"
    body = message.get_body(("plain",))
    page = message.get_body(("html",))
    assert body is not None
    assert page is not None
    assert "Разом" in body.get_content()
    assert '<html lang="uk">' in page.get_content()


def test_once_sent_the_address_is_forgotten(till: Shop, tmp_path: Path) -> None:
    till.do("receipt-mail", receipt=till.sell("milk")["receipt"], address=ANN)
    with mail_server() as server:
        settle(mailing(till, server.port))
    (line,) = till.do("mail-status")["jobs"]
    assert (line["state"], line["to"]) == ("done", "")


def test_an_address_that_is_refused_waits_for_a_person(till: Shop) -> None:
    till.do("receipt-mail", receipt=till.sell("milk")["receipt"], address=ANN)
    with mail_server() as server:
        server.refuses = True
        job = mailing(till, server.port)
        settle(job)
        assert "it refuses the address" in till.do("mail-status")["jobs"][0]["trouble"]
        assert "'tillmesh mail status'" in job.notes()["alerts"][0]
        assert server.mails == []
    assert till.do("mail-cancel", job=1) == {"jobs": 1}


def test_a_mail_sent_twice_in_doubt_is_one_message_to_its_reader(till: Shop) -> None:
    till.do("receipt-mail", receipt=till.sell("milk")["receipt"], address=ANN)
    with mail_server() as server:
        server.hangs_up = True
        settle(mailing(till, server.port))
        assert till.do("mail-status")["jobs"][0]["doubtful"]
        server.hangs_up = False
        till.pass_time(1 + LONGEST_WAIT_MS[MAIL] // 1_000)
        settle(mailing(till, server.port))
        first, second = (email.message_from_bytes(data) for _, data in server.mails)
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("address", ["ann", "a@b@c", "ann@x.org\nBcc: all@x.org", "a b@x.org", ""])
def test_what_is_no_address_is_refused(till: Shop, address: str) -> None:
    receipt = till.sell("milk")["receipt"]
    assert "no e-mail address" in till.refused("receipt-mail", receipt=receipt, address=address)
