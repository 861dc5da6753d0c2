"""How the collector of cycles works in a process that answers pages."""

import gc

# A page makes some thousands of objects that counting references frees by itself: looking for
# cycles after each seven hundred of them, as Python does unless told, took a tenth of its time.
YOUNG = 20_000


def keep_what_started() -> None:
    """What start-up made stays for the life of the process: the collector need not walk it again.

    Called once everything is loaded, in each process that answers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
