"""Reading the real client's errors."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from googleapiclient.errors import HttpError


@contextmanager
def refused(status: int, reason: str) -> Iterator[None]:
    """What is in here is refused by Google: with this status, and for this reason."""
    with pytest.raises(HttpError) as caught:
        yield
    error = json.loads(caught.value.content)["error"]
    assert (caught.value.status_code, error["errors"][0]["reason"]) == (status, reason), error
