"""A process that answers pages does not walk again what start-up made."""

import gc

from preau.config.memory import YOUNG, keep_what_started


def test_what_started_is_left_alone_and_pages_are_collected_seldom() -> None:
    before = gc.get_threshold()
    try:
        keep_what_started()
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold() == (YOUNG, *before[1:])
        assert gc.isenabled()
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
