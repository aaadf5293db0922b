"""Form fields for text that people write."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

# Half of a surrogate pair is in no text, and PostgreSQL keeps no NUL.
NO_TEXT = re.compile("[\0\ud800-\udfff]")
TOO_LONG = gettext_lazy("At most %(limit_value)s characters; this has %(show_value)s. Shorten it, then save.")
OUT_OF_DATE = gettext_lazy("This page is out of date. Copy what you wrote, load the page again, and paste it.")
UNSTORABLE = gettext_lazy("There is a character in this text that cannot be kept. Type that passage again, then save.")


class Words(forms.CharField):
    """Text with one kind of line end. What is too long, or what no database holds, is refused in words."""

    def __init__(self, *, too_long: Any = TOO_LONG, unstorable: Any = UNSTORABLE, **options: Any) -> None:
        said = {"max_length": too_long, **options.pop("error_messages", {})}
        super().__init__(error_messages=said, **options)
        self.validators = [
            *(one for one in self.validators if getattr(one, "code", "") != "null_characters_not_allowed"),
            RegexValidator(NO_TEXT, unstorable, inverse_match=True),
        ]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
