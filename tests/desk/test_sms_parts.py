"""How many parts a message is sent in, up to the last sign that fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glimt_tui.desk.sms.parts import BASIC, EXTENDED, length


@pytest.mark.parametrize(
    ("text", "parts", "used", "room"),
    [
        ("", 0, 0, 160),
        ("a" * 160, 1, 160, 160),
        ("a" * 161, 2, 161, 306),
        ("æøåÆØÅ§\n" * 20, 1, 160, 160),
        ("a" * 306, 2, 306, 306),
        ("a" * 307, 3, 307, 459),
        ("€" * 80, 1, 160, 160),
        ("€" * 81, 2, 162, 306),
        ("a" * 158 + "[", 1, 160, 160),
        ("a" * 159 + "[", 2, 161, 306),
    ],
)
def test_plain_signs_are_counted_in_septets(text: str, parts: int, used: int, room: int) -> None:
    found = length(text)
    assert (found.parts, found.used, found.room, found.alphabet) == (parts, used, room, "gsm")


@pytest.mark.parametrize(
    ("text", "parts", "used"),
    [
        ("’" + "a" * 69, 1, 70),
        ("’" + "a" * 70, 2, 71),
        ("–" * 134, 2, 134),
        ("–" * 135, 3, 135),
        ("😀" * 35, 1, 70),
        ("😀" * 36, 2, 72),
    ],
)
def test_one_other_sign_has_the_whole_text_sent_in_sixteen_bits(
    text: str, parts: int, used: int
) -> None:
    found = length(text)
    assert (found.parts, found.used, found.alphabet) == (parts, used, "ucs2")
    assert found.room == (70 if parts == 1 else 67 * parts)
    assert found.other == text[0]


def test_a_sign_of_two_is_never_parted() -> None:
    assert length("a" * 152 + "€" + "a" * 151).parts == 2
    assert length("a" * 152 + "€" + "a" * 152).parts == 3  # 306 septets, but one is lost
    assert length("–" + "a" * 65 + "😀" + "a" * 65).parts == 2
    assert length("–" + "a" * 65 + "😀" + "a" * 66).parts == 3


def test_the_alphabet_has_as_many_signs_as_there_are() -> None:
    assert len(BASIC) == 127  # 128, of which one begins the extension
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@given(st.text(st.sampled_from("aå€–😀"), max_size=400), st.sampled_from("aå€–😀"))
def test_a_longer_text_never_takes_fewer_parts_and_always_fits(text: str, more: str) -> None:
    found = length(text)
    assert found.used <= found.room
    assert length(text + more).parts >= found.parts
