"""What the doctor looks at in a node that belongs to a company."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from node.answers import BAD, FINE, WARN, Finding
from node.company.files import COMPANY_FILE, ROOT_FILE
from node.company.invites import INVITES_FILE
from node.till import Office, Till

EXPIRY_NEAR_MS = 30 * 24 * 3_600_000
"""How long before a certificate's end it is told of: a month is time to visit a branch."""

_DAY_MS = 24 * 3_600_000


def look_at_company(till: Till) -> Iterator[Finding]:
    """Yield what there is to say of a node's certificate and the company's files."""
    office = till.office
    if office is None:
        yield Finding("company", FINE, "It stands alone: it belongs to no company.")
        return
    yield _certificate(till, office)
    yield from _modes(office)


def _certificate(till: Till, office: Office) -> Finding:
    with till.log.read() as view:
        ours = office.admission.membership(view).member(till.log.author)
    if ours is None:
        said = f"The certificate in {COMPANY_FILE} is of other keys; put the right files back."
        return Finding("company", BAD, said)
    if ours.revoked:
        why = f": {ours.reason}" if ours.reason else ""
        return Finding("company", BAD, f"It was revoked{why}. What it sells now stays here.")
    certificate = ours.certificate
    if certificate.curve_key != office.curve_key:
        said = "The certificate names another CURVE key than keys.toml; put the right files back."
        return Finding("company", BAD, said)
    if certificate.expired(now := till.log.now_ms()):
        return Finding("company", BAD, "Its certificate has expired; have it invited again.")
    if 0 < certificate.expires_ms < now + EXPIRY_NEAR_MS:
        days = (certificate.expires_ms - now) // _DAY_MS
        said = f"Its certificate expires in {days} days; have it invited again."
        return Finding("company", WARN, said)
    return Finding("company", FINE, f"It belongs to {office.company.name}; its certificate holds.")


def _modes(office: Office) -> Iterator[Finding]:
    for name in (ROOT_FILE, COMPANY_FILE, INVITES_FILE):
        file = office.directory / name
        if not file.exists():
            continue
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield Finding(name, BAD, f"Others may read {name}; run chmod 600 on it.")
        elif name == ROOT_FILE:
            said = "The root key lies here, readable by this user only; is there a copy offline?"
            yield Finding(name, FINE, said)
