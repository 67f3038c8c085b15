#!/usr/bin/env python3
"""Check a Tillmesh proof with nothing but Python: no package, no network, no trust in the shop.

    python3 verify.py PROOF.json COMPANY_KEY_HEX
    python3 verify.py HEADS_FOLDER COMPANY_KEY_HEX

Written from docs/auditing.md alone, as anybody could; it shares no line with Tillmesh. It is
slow, plain, and meant to be read: arithmetic on the curve first, then how things are written
down, then what has to hold. Exit status 0: everything holds. 1: something does not. 2: misuse.
"""

import base64
import hashlib
import json
import os
import struct
import sys

# --- Ed25519 verification, RFC 8032 section 5.1 ---------------------------------------

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
SQRT_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)


def add(one, other):
    """Add two points in extended homogeneous coordinates."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a = (y1 - x1) * (y2 - x2) % PRIME
    b = (y1 + x1) * (y2 + x2) % PRIME
    c = 2 * t1 * t2 * D % PRIME
    d = 2 * z1 * z2 % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def multiply(scalar, point):
    """Add a point to itself ``scalar`` times."""
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def decompress(data):
    """Read a point from its 32 bytes, None when it is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= PRIME:
        return None
    x_squared = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    if x_squared == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(x_squared, (PRIME + 3) // 8, PRIME)
    if (x * x - x_squared) % PRIME:
        x = x * SQRT_MINUS_ONE % PRIME
    if (x * x - x_squared) % PRIME:
        return None
    if x & 1 != sign:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


BASE = decompress((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))


def signature_holds(key, message, signature):
    """Whether a signature over a message is by the key."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, commitment = decompress(key), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or commitment is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    left = multiply(scalar, BASE)
    right = add(commitment, multiply(challenge, point))
    return (left[0] * right[2] - right[0] * left[2]) % PRIME == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % PRIME == 0


# --- How things are written down ------------------------------------------------------


class RefusedError(Exception):
    """Something does not hold; the text says what."""


def need(condition, sentence):
    """Refuse unless a condition holds."""
    if not condition:
        raise RefusedError(sentence)


def unpack(data):
    """Read one msgpack value: the kinds that certificates use, and no others."""
    value, end = unpack_at(data, 0)
    need(end == len(data), "There are bytes after a msgpack value.")
    return value


def unpack_at(data, at):
    """Read the msgpack value at a place; returns it and where it ends."""
    first = data[at]
    at += 1
    if first <= 0x7F:
        return first, at
    if 0x90 <= first <= 0x9F or first == 0xDC:
        count = first & 0x0F
        if first == 0xDC:
            count, at = int.from_bytes(data[at : at + 2], "big"), at + 2
        values = []
        for _ in range(count):
            value, at = unpack_at(data, at)
            values.append(value)
        return values, at
    if 0xA0 <= first <= 0xBF:
        length = first & 0x1F
        return data[at : at + length].decode(), at + length
    if first in (0xC2, 0xC3):
        return first == 0xC3, at
    sizes = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
    if first in sizes:
        size = sizes[first]
        length = int.from_bytes(data[at : at + size], "big")
        at += size
        piece = data[at : at + length]
        need(len(piece) == length, "A msgpack value is cut short.")
        return (piece if first <= 0xC6 else piece.decode()), at + length
    if 0xCC <= first <= 0xCF:
        size = 1 << first - 0xCC
        return int.from_bytes(data[at : at + size], "big"), at + size
    raise RefusedError("A certificate holds a msgpack value that none of ours holds.")


def author_of(key):
    """The author id of a signing key."""
    return hashlib.sha256(key).digest()[:16]


def check_certificate(data, company_key):
    """Check a certificate and its chain up to the company; returns its fields."""
    need(0 < len(data) <= 4096, "The certificate is empty or too long.")
    fields_data, signature, issuer_data = unpack(data)
    version, root, node, branch, role, key, _curve, _serial, _issued, _expires, may_invite = unpack(
        fields_data
    )
    need(version == 1, "The certificate has a version this program does not know.")
    need(root == company_key, f"The certificate of {node} is of another company.")
    if issuer_data:
        issuer = check_certificate(issuer_data, company_key)
        need(issuer["may_invite"], f"{issuer['node']} may not invite, and invited {node}.")
        issuer_key = issuer["key"]
    else:
        issuer_key = company_key
    message = b"tillmesh certificate 1\0" + fields_data
    need(
        signature_holds(issuer_key, message, signature),
        f"The signature on the certificate of {node} does not hold.",
    )
    return {"node": node, "branch": branch, "role": role, "key": key, "may_invite": may_invite}


def check_seal(key, stream, head):
    """Check the signature over a head; returns the Merkle root its author attests."""
    extension = bytes.fromhex(head["extension"])
    author = bytes.fromhex(stream["author"])
    need(author == author_of(key), "The certificate is not of the stream's author.")
    message = (
        b"tillmesh seal 1\0"
        + struct.pack(">QQ", head["sequence"], head["hlc"])
        + bytes.fromhex(head["chain"])
        + struct.pack(">H", len(extension))
        + extension
        + author
        + struct.pack(">I", stream["epoch"])
        + stream["scope"].encode()
    )
    need(
        signature_holds(key, message, bytes.fromhex(head["signature"])),
        f"The seal over record {head['sequence']} does not hold.",
    )
    need(extension[:1] == b"\x01" and len(extension) >= 33, "The seal attests no tree.")
    return extension[1:33]


# --- Merkle trees, RFC 9162 section 2.1 -----------------------------------------------


def node(left, right):
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_path(leaf, index, size, path):
    """The root that an inclusion proof leads to (2.1.3.2)."""
    need(0 <= index < size, "The record is beyond the sealed head.")
    place, last, root = index, size - 1, leaf
    for sibling in path:
        need(last > 0, "The path is longer than the tree is high.")
        if place & 1 or place == last:
            root = node(sibling, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node(root, sibling)
        place, last = place >> 1, last >> 1
    need(last == 0, "The path is shorter than the tree is high.")
    return root


def roots_of_consistency(old_size, size, old_root, path):
    """The two roots that a consistency proof leads to (2.1.4.2)."""
    need(0 < old_size <= size, "The later head is before the earlier one.")
    if old_size == size:
        need(not path, "A tree needs no proof that it begins itself.")
        return old_root, old_root
    hashes = ([old_root] if old_size & (old_size - 1) == 0 else []) + path
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    need(hashes, "The proof is empty.")
    old = new = hashes[0]
    for sibling in hashes[1:]:
        need(last > 0, "The proof is longer than the tree is high.")
        if place & 1 or place == last:
            old, new = node(sibling, old), node(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, sibling)
        place, last = place >> 1, last >> 1
    need(last == 0, "The proof is shorter than the tree is high.")
    return old, new


# --- What has to hold -----------------------------------------------------------------


def check_record(record, stream):
    """Check a record by itself; returns its sequence, kind, leaf and body."""
    need(len(record) >= 82 + 32 and record[0] == 1, "The record has an unknown version.")
    kind_length, scope_length, id_length = struct.unpack_from(">HBB", record, 2)
    author, epoch, sequence = struct.unpack_from(">16sIQ", record, 6)
    body_length, body_hash = struct.unpack_from(">I32s", record, 46)
    kind = record[82 : 82 + kind_length].decode()
    scope = record[82 + kind_length : 82 + kind_length + scope_length].decode()
    size = 82 + kind_length + scope_length + id_length
    body = record[size:-32]
    said = (author.hex(), epoch, scope)
    need(
        said == (stream["author"], stream["epoch"], stream["scope"]),
        "The record is of another stream than the proof says.",
    )
    need(
        len(body) == body_length and hashlib.sha256(body).digest() == body_hash,
        "The record's body is not the one its header names.",
    )
    leaf = hashlib.sha256(b"\x00" + record[:size]).digest()
    return sequence, kind, leaf, body


def check_inclusion(proof, company_key):
    """Check that a record stands in a sealed stream; returns what that says."""
    certificate = check_certificate(bytes.fromhex(proof["certificate"]), company_key)
    sealed_root = check_seal(certificate["key"], proof["stream"], proof["head"])
    sequence, kind, leaf, body = check_record(bytes.fromhex(proof["record"]), proof["stream"])
    path = [bytes.fromhex(one) for one in proof["path"]]
    root = root_of_path(leaf, sequence - 1, proof["head"]["sequence"], path)
    need(root == sealed_root, f"Record {sequence} is not in the tree that was sealed.")
    return (
        f"Record {sequence} ({kind}, {len(body)} bytes) was written by {certificate['node']} of "
        f"branch {certificate['branch']} and sealed at {proof['head']['sequence']}."
    )


def check_consistency(proof, company_key):
    """Check that a later seal continues an earlier one; returns what that says."""
    certificate = check_certificate(bytes.fromhex(proof["certificate"]), company_key)
    old, new = proof["old"], proof["new"]
    old_root = check_seal(certificate["key"], proof["stream"], old)
    new_root = check_seal(certificate["key"], proof["stream"], new)
    path = [bytes.fromhex(one) for one in proof["path"]]
    roots = roots_of_consistency(old["sequence"], new["sequence"], old_root, path)
    need(
        roots == (old_root, new_root),
        f"What was sealed at {new['sequence']} does not begin with what was sealed before.",
    )
    return (
        f"What {certificate['node']} sealed at {new['sequence']} begins with "
        f"what it had sealed at {old['sequence']}."
    )


# --- checkpoints over a log of heads: C2SP signed-note, tlog-checkpoint, tlog-cosignature ---


def tree_root(leaves):
    """Compute the root of a whole tree, RFC 9162 section 2.1.1, from its leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    while len(leaves) > 1:
        pairs = zip(leaves[::2], leaves[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        leaves = above + leaves[len(leaves) // 2 * 2 :]
    return leaves[0]


def note_signature(signatures, text, name, kind, key):
    """Return the time in a signature by a named key: 0 when it has none, None without one."""
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]
    for signer, data in signatures:
        if signer != name or data[:4] != key_id:
            continue
        time, message = 0, text.encode()
        if kind == 4:
            time = int.from_bytes(data[4:12], "big")
            message = f"cosignature/v1\ntime {time}\n".encode() + message
        if signature_holds(key, message, data[12:] if kind == 4 else data[4:]):
            return time
    return None


def check_checkpoint(folder, company_key):
    """Check a hub's log of heads, its signature and everybody's cosignatures."""
    files = {}
    for name in ("log", "checkpoint", "certificates"):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            files[name] = file.read()
    body, gap, signed = files["checkpoint"].rpartition("\n\n")
    need(gap, "The checkpoint is no signed note.")
    text, signatures = body + "\n", []
    for line in signed.splitlines():
        dash, name, data = line.split(" ")
        need(dash == "\u2014", "A signature does not begin with a dash.")
        signatures.append((name, base64.b64decode(data, validate=True)))
    origin, size, root = text.split("\n")[:3]
    lines = files["log"].split("\n")[:-1]
    need(int(size) <= len(lines), f"The checkpoint is over {size} heads; fewer are here.")
    leaves = [hashlib.sha256(b"\x00" + line.encode()).digest() for line in lines[: int(size)]]
    need(
        tree_root(leaves) == base64.b64decode(root, validate=True),
        "The heads that are here have another root than was signed.",
    )
    hub, seen = None, []
    for chain in files["certificates"].split():
        certificate = check_certificate(bytes.fromhex(chain), company_key)
        author = author_of(certificate["key"]).hex()
        name = f"tillmesh/{company_key.hex()[:16]}/{author}"
        if name == origin:
            if note_signature(signatures, text, name, 1, certificate["key"]) is not None:
                hub = certificate["node"]
        elif (time := note_signature(signatures, text, name, 4, certificate["key"])) is not None:
            seen.append(f"{certificate['node']} at {time}")
    need(hub is not None, "The hub whose log this is did not sign it.")
    by = f", cosigned by {', '.join(seen)}" if seen else ""
    return f"{hub} signed {size} heads{by}."


CHECKS = {
    "tillmesh inclusion proof 1": check_inclusion,
    "tillmesh consistency proof 1": check_consistency,
}


def check_proof(text, company_key):
    """Check the text of a proof by the kind it says it is of."""
    proof = json.loads(text)
    checker = CHECKS.get(proof["proof"])
    need(checker is not None, "This is a proof of a kind this program does not know.")
    return checker(proof, company_key)


def check(what, company_key):
    """Check the text of a proof, or a folder of heads that is there by this name.

    Returns what it proves, raises RefusedError when it does not.
    """
    try:
        if "{" not in what and os.path.isdir(what):
            return check_checkpoint(what, company_key)
        return check_proof(what, company_key)
    except OSError as error:
        raise RefusedError(f"A file cannot be read: {error}.") from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise RefusedError(f"This is no proof that can be read: {error!r}.") from None
    except (struct.error, RecursionError, OverflowError) as error:
        raise RefusedError(f"A field of the proof is out of bounds: {error!r}.") from None


def main(arguments):
    """Check the file that is named; returns the exit status."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        company_key = bytes.fromhex(arguments[1])
        what = arguments[0]
        if not os.path.isdir(what):
            with open(what, encoding="utf-8") as file:
                what = file.read()
    except (OSError, ValueError) as error:
        print(f"verify: {error}", file=sys.stderr)
        return 2
    try:
        print(check(what, company_key))
    except RefusedError as refusal:
        print(f"NOT PROVED: {refusal}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
