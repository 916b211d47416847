"""libphonenumber judges numbers; no more of it is imported than that takes."""

from __future__ import annotations

import subprocess
import sys

import phonenumbers
import pytest

from glimt_rules.phones import valid_phone

SCRIPT = """
import sys
from glimt_rules.phones import valid_phone
assert valid_phone("40 61 23 45", "NO")
assert not valid_phone("12", "NO")
assert "phonenumbers.phonenumbermatcher" not in sys.modules
import phonenumbers
assert phonenumbers.is_valid_number(phonenumbers.parse("40612345", "NO"))
assert phonenumbers.phonenumberutil.NumberParseException is phonenumbers.NumberParseException
assert phonenumbers.PhoneNumberMatcher("40612345", "NO").has_next()
assert type(phonenumbers) is type(sys)
"""


def test_the_package_is_whole_for_whoever_wants_it_afterwards() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "phone", ["40612345", "+47 406 12 345", "22 22 55 55", "+45 32 12 34 56", "12", "x", "+", "0"]
)
def test_numbers_are_judged_as_the_package_does(phone: str) -> None:
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(phone, "NO"))
    except phonenumbers.NumberParseException:
        valid = False
    assert valid_phone(phone, "NO") is valid
