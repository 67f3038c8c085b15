"""The camera as a scanner: a film of a barcode is played to a real browser's camera."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from simulations.browser import launched
from tests.browser.conftest import MILK
from tests.browser.till_page import TillPage, address_of
from tests.node.supervised import SupervisedNode

WIDTH, HEIGHT, WIDE, FRAMES = 640, 480, 5, 4
LEFT = (
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
)
TURNED = (0, 11, 13, 14, 19, 25, 28, 21, 22, 26)
"""Which of the left digits are turned round for each first digit, as bits."""


def modules(code: str) -> str:
    """Return the bars of an EAN-13, as its standard draws them."""
    first, *digits = (int(digit) for digit in code)
    flip = str.maketrans("01", "10")
    left = [
        LEFT[digit].translate(flip)[::-1] if TURNED[first] >> (5 - at) & 1 else LEFT[digit]
        for at, digit in enumerate(digits[:6])
    ]
    right = [LEFT[digit].translate(flip) for digit in digits[6:]]
    return f"101{''.join(left)}01010{''.join(right)}101"


def film(path: Path, code: str) -> Path:
    """Write a film in which somebody holds a barcode still."""
    bars = b"".join(bytes([20 if bit == "1" else 225]) * WIDE for bit in modules(code))
    margin = bytes([225]) * ((WIDTH - len(bars)) // 2)
    row = (margin + bars).ljust(WIDTH, bytes([225]))
    white = bytes([225]) * WIDTH
    brightness = white * 140 + row * 200 + white * (HEIGHT - 340)
    colour = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + brightness + colour) * FRAMES)
    return path


def test_a_barcode_before_the_camera_is_a_scan_and_a_camera_that_is_shut_says_so(
    browser: Browser, node: SupervisedNode, tmp_path: Path
) -> None:
    shown = film(tmp_path / "milk.y4m", MILK)
    film_of = f"--use-file-for-fake-video-capture={shown}"
    camera = ("--use-fake-device-for-media-stream", film_of)
    with launched(browser.browser_type, *camera) as filmed:
        for leave in (["camera"], []):
            context = filmed.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
            context.grant_permissions(leave, origin=address_of(node.data))
            till = TillPage(context, address_of(node.data))
            till.page.get_by_role("button", name="Scan with the camera").click()
            if leave:
                expect(till.page.locator(".camera-last")).to_have_text(MILK)
                till.page.get_by_role("button", name="Close").click()
                till.total("€1.29")
            else:
                till.sees("does not let this page use the camera")
            assert till.wrong == []
            context.close()


def test_where_there_is_no_camera_there_is_no_button_for_one(till: TillPage) -> None:
    expect(till.page.get_by_role("button", name="Scan with the camera")).to_have_count(0)
