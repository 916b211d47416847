"""What was built while the collector of cycles was paused is old when it goes on."""

import gc

import pytest

from glimt_rules import pause
from glimt_rules.pause import collector_paused


@pytest.fixture(autouse=True)
def collecting(monkeypatch):
    monkeypatch.setattr(pause._Host, "freezes", False)
    gc.unfreeze()
    gc.enable()
    yield
    gc.unfreeze()
    gc.enable()


def test_what_was_built_is_not_walked_as_if_it_were_young():
    with collector_paused():
        built = [[n] for n in range(10_000)]
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_count()[0] < 10_000
    assert gc.get_freeze_count() == 0
    assert any(built[5_000] is one for one in gc.get_objects(generation=2))


def test_what_a_host_program_froze_stays_frozen():
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collector_paused():
        pass
    # What is freed in between leaves the frozen, and nothing else does.
    assert 0 < gc.get_freeze_count() <= frozen


def test_what_is_frozen_is_not_counted_each_time(monkeypatch):
    gc.freeze()
    with collector_paused():
        pass
    monkeypatch.setattr(gc, "get_freeze_count", lambda: pytest.fail("a walk over all of it"))
    with collector_paused():
        pass


def test_a_pause_within_a_pause_ends_with_the_outer_one():
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
