"""When Python looks for garbage that only cycles hold: a search of all objects, in the middle of somebody's page."""

import gc

NEW_OBJECTS = 20_000  # Python's own choice, 700 to 2,000 by its version, is reached several times by one page


def look_rarely() -> None:
    """Called once all is loaded: that stays for good, so no search passes over it again, and there are fewer.

    A look through 5,000 sealed texts set off 25 searches, the largest of them longer than the rest of the page.
    Memory: some ten thousand small objects wait a little longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
