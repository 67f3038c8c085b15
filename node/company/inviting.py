"""Inviting: giving out invitations, and answering those who come with one."""

from __future__ import annotations

from core.company.certificate import SERIAL_BYTES, Certificate, Issued, read_chain
from core.ed25519 import verify_ed25519
from core.errors import MalformedError, RefusedError
from core.log.log_view import LogView
from core.views.members import MEMBERS, with_serial
from node import system_dice
from node.company import commands
from node.company.answers import (
    AdmitAnswer,
    InvitedAnswer,
    InviteLine,
    InvitesAnswer,
    IssueAnswer,
)
from node.company.enrolment import enrol, must_be_free, must_invite, office_of
from node.company.invites import Invite, Invites
from node.company.token import SECRET_BYTES, Token
from node.config import CONFIG_FILE, DialAddress, Name, NodeConfig, PeerConfig, checked_word
from node.till import Till
from node.verb import Verb
from replication.joining import (
    PEERS_MAX,
    Join,
    JoinedPeer,
    Welcome,
    decode_joining,
    encode_joining,
    is_proved,
)

MS_PER_S = 1_000


def invite(till: Till, command: commands.Invite) -> InvitedAnswer:
    """Give out an invitation; raises :class:`RefusedError` when we may not."""
    office = office_of(till)
    now_ms = till.log.now_ms()
    with till.log.read() as view:
        members = office.admission.membership(view)
        must_invite(till, members)
        if command.name is not None:
            must_be_free(members, command.name, b"")
    expires_s = (now_ms + command.open_ms) // MS_PER_S
    token = Token(
        office.company.root_key,
        office.curve_key,
        system_dice.secret_bytes(SECRET_BYTES),
        expires_s,
        command.addresses or (_own_address(_config(till)),),
    )
    given = Invite(
        id=token.invite_id.hex(),
        key=token.public_key.hex(),
        name=command.name or "",
        branch=command.branch,
        role=command.role,
        may_invite=command.may_invite,
        expires_ms=expires_s * MS_PER_S,
        certificate_expires_ms=now_ms + command.valid_ms if command.valid_ms else 0,
    )
    Invites.read(office.directory).adding(given, now_ms).write(office.directory)
    return InvitedAnswer(given.id, token.text, given.expires_ms)


def _config(till: Till) -> NodeConfig:
    return NodeConfig.read(office_of(till).directory / CONFIG_FILE)


def _own_address(config: NodeConfig) -> str:
    if (address := dialable(config.listen)) is None:
        raise RefusedError(
            f"{config.name} listens on {config.listen}, which nobody can dial; "
            "say with --address where the new node reaches it."
        )
    return address


def dialable(address: str) -> str | None:
    """Return an address as peers may dial it, or None for one that says no machine or port."""
    try:
        return checked_word(DialAddress, address, "the address")
    except RefusedError:
        return None


def list_invites(till: Till, command: commands.Invites) -> InvitesAnswer:
    """Return every invitation that is remembered."""
    office = office_of(till)
    now_ms = till.log.now_ms()
    lines = []
    with till.log.read() as view:
        for one in Invites.read(office.directory).heard(now_ms):
            used = with_serial(view.table(MEMBERS), bytes.fromhex(one.id))
            lines.append(_line(one, used, now_ms))
    return InvitesAnswer(tuple(lines))


def _line(one: Invite, used: Issued | None, now_ms: int) -> InviteLine:
    if used is not None:
        state = "used"
    elif one.withdrawn:
        state = "withdrawn"
    else:
        state = "expired" if one.expires_ms <= now_ms else "open"
    used_by = "" if used is None else used.certificate.node
    return InviteLine(
        one.id, one.name, one.branch, one.role, one.may_invite, one.expires_ms, state, used_by
    )


def withdraw(till: Till, command: commands.Withdraw) -> InvitesAnswer:
    """Withdraw an invitation; raises :class:`RefusedError` when none, or several, begin so."""
    office = office_of(till)
    invites = Invites.read(office.directory)
    found = [one for one in invites.invites if one.id.startswith(command.id)]
    if len(found) != 1:
        if found:
            raise RefusedError(
                f"Several invitations begin with {command.id}; see 'tillmesh invite --list'."
            )
        raise RefusedError(f"No invitation begins with {command.id}; see 'tillmesh invite --list'.")
    invites.withdrawing(found[0]).write(office.directory)
    return list_invites(till, commands.Invites())


def admit(till: Till, command: commands.Admit) -> AdmitAnswer:
    """Answer a JOIN: the same keys always get the same certificate, any other a refusal.

    Raises :class:`StorageError` when the disk refuses: then nothing is answered.
    """
    try:
        welcome = _welcome(till, bytes.fromhex(command.invite), bytes.fromhex(command.join))
    except (RefusedError, MalformedError) as error:
        welcome = Welcome(str(error))
    return AdmitAnswer(encode_joining(welcome).hex())


def _welcome(till: Till, invite_id: bytes, data: bytes) -> Welcome:
    office = office_of(till)
    given = Invites.read(office.directory).find(invite_id)
    join = decode_joining(data)
    if not isinstance(join, Join) or not is_proved(join, invite_id, verify_ed25519):
        raise MalformedError("What came with the invitation does not prove its signing key.")
    if given is None:
        raise RefusedError("This invitation is not known here; ask for a new one.")
    with till.log.transaction() as transaction:
        view = LogView(transaction)
        used = with_serial(view.table(MEMBERS), invite_id)
        if used is None:
            certificate = _enrol(till, view, given, join)
        else:
            certificate = _same(used, join)
    address = dialable(join.address)
    if address is not None:
        name = read_chain(certificate).certificate.node
        peer = PeerConfig(name=name, address=address, key=join.curve_key.hex())
        known = Invites.read(office.directory)
        if peer not in known.joined:
            known.with_joined(peer).write(office.directory)
    return Welcome(
        "",
        office.company.name,
        till.config.currency,
        certificate,
        *_acquaintances(till, but=join.curve_key),
    )


def _name(given: Invite, join: Join) -> str:
    if given.name and join.name not in ("", given.name):
        raise RefusedError(f"This invitation is for {given.name}, not for {join.name}.")
    return checked_word(Name, given.name or join.name, "the new node's name")


def _same(used: Issued, join: Join) -> bytes:
    """Return the certificate an invitation led to, to the node that has it already."""
    certificate = used.certificate
    if (certificate.signing_key, certificate.curve_key) != (join.signing_key, join.curve_key):
        raise RefusedError(f"This invitation was used already, by {certificate.node}.")
    return used.data


def _enrol(till: Till, view: LogView, given: Invite, join: Join) -> bytes:
    name = _name(given, join)
    if given.withdrawn:
        raise RefusedError("This invitation was withdrawn; ask for a new one.")
    if given.expires_ms <= till.log.now_ms():
        raise RefusedError("This invitation has expired; ask for a new one.")
    wanted = Certificate(
        b"",
        name,
        given.branch,
        given.role,
        join.signing_key,
        join.curve_key,
        bytes.fromhex(given.id),
        0,
        given.certificate_expires_ms,
        given.may_invite,
    )
    return enrol(till, view, wanted)


def issue(till: Till, command: commands.Issue) -> IssueAnswer:
    """Enrol a node whose public keys are at hand; raises :class:`RefusedError`."""
    office = office_of(till)
    now_ms = till.log.now_ms()
    wanted = Certificate(
        b"",
        command.name,
        command.branch,
        command.role,
        bytes.fromhex(command.signing_key),
        bytes.fromhex(command.curve_key),
        system_dice.secret_bytes(SERIAL_BYTES),
        0,
        now_ms + command.valid_ms if command.valid_ms else 0,
        command.may_invite,
    )
    with till.log.transaction() as transaction:
        certificate = enrol(till, LogView(transaction), wanted)
    known, peers = _acquaintances(till, but=wanted.curve_key)
    config = _config(till)
    if (address := dialable(config.listen)) is not None:
        peers = (JoinedPeer(config.name, address, office.curve_key), *peers)
    return IssueAnswer(
        office.company.name,
        till.config.currency,
        office.company.root_key.hex(),
        certificate.hex(),
        tuple(one.hex() for one in known),
        tuple(f"{peer.name}={peer.address}={peer.curve_key.hex()}" for peer in peers),
    )


def _acquaintances(till: Till, *, but: bytes) -> tuple[tuple[bytes, ...], tuple[JoinedPeer, ...]]:
    """Return the members whom a new node may dial besides us, and their certificates."""
    office = office_of(till)
    joined = Invites.read(office.directory).joined
    known = (*_config(till).peers, *joined)
    addresses = {bytes.fromhex(peer.key): peer.address for peer in known if peer.address}
    with till.log.read() as view:
        members = office.admission.membership(view).members.values()
    found = [
        (member.issued.data, JoinedPeer(named.node, addresses[named.curve_key], named.curve_key))
        for member in members
        if (named := member.certificate).curve_key in addresses
        and named.curve_key != but
        and not member.revoked
    ][:PEERS_MAX]
    return tuple(data for data, _ in found), tuple(peer for _, peer in found)


VERBS: dict[str, Verb] = {
    "invite": Verb(commands.Invite, invite),
    "invites": Verb(commands.Invites, list_invites),
    "withdraw": Verb(commands.Withdraw, withdraw),
    "admit": Verb(commands.Admit, admit),
    "issue": Verb(commands.Issue, issue),
}
