"""What scales answer, made by the letter of their protocols and not by what reads them."""

from __future__ import annotations

KG_MAX = 99_999
"""Heaviest weight these frames hold, in thousandths."""


def toledo(milli: int, *, net: bool = False) -> bytes:
    return b"\x02%02d.%03d%s\r" % (*divmod(milli, 1000), b"N" if net else b"")


def toledo_status(*bits: int) -> bytes:
    return bytes([0x02, ord("?"), 0x40 | sum(1 << bit for bit in bits), 0x0D])


def sma(
    number: str, unit: str = "kg ", *, status: str = " ", kind: str = "G", motion: str = " "
) -> bytes:
    return f"\n{status}1{kind}{motion} {number:>10}{unit}\r".encode()


def cas(number: str, unit: str = "kg", *, status: str = "S", sign: str = " ") -> bytes:
    said = f"{status}{sign}{number}{unit}".encode()
    check = 0
    for byte in said:
        check ^= byte
    return b"\x01\x02" + said + bytes([check]) + b"\x03\x04"


def kilograms(milli: int) -> str:
    return f"{milli // 1000}.{milli % 1000:03d}"
