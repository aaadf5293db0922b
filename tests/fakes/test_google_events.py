"""Events in the fake of Google, by the real client: what calendar.md 2.1 says of them."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.fakes.google.google import Google
from tests.fakes.google.refusals import reason_of, refused
from tests.fakes.google.weekly import at, begins, berlin, weekly
