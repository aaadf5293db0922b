"""The Jinja2 side: one shared template tree, macros as globals, a block that can be rendered alone."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from jinja2 import Environment, StrictUndefined

from kit.words import FILTERS


class Page(Template):
    """A whole template. `csrf_input` and `csrf_token` stay the functions that macros call too: Django's own rendering
    would put values of the same names over them."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        return SafeString(self.template.render(self.values(context, request)))

    def values(self, context: dict[str, Any] | None, request: HttpRequest | None) -> dict[str, Any]:
        values = dict(context or {})
        if request is not None:
            values["request"] = request
            for processor in self.backend.template_context_processors:
                values.update(processor(request))
        return values


class Part(Page):
    """One block of a template, rendered alone for a request that comes from a script.

    It does not see top-level imports nor loop variables: a part takes everything from its context.
    """

    def __init__(self, template: Any, backend: Any, block: str) -> None:
        super().__init__(template, backend)
        self.block = block

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        scope = self.template.new_context(self.values(context, request))
        return SafeString("".join(self.template.blocks[self.block](scope)))


class Components(Jinja2):
    """Django's Jinja2 backend that also finds `template.html#block`."""

    def get_template(self, template_name: str) -> Any:
        name, _, block = template_name.partition("#")
        found = super().get_template(name)
        if not block:
            return Page(found.template, self)
        if block not in found.template.blocks:
            raise TemplateDoesNotExist(template_name, backend=self)
        return Part(found.template, self, block)


def csrf_token(request: HttpRequest) -> str:
    """The token of this answer. It is masked anew for each answer (BREACH), not for each of the eighty forms on a page:
    those would be four incompressible kilobytes."""
    secret, token = request.META.get("andante.csrf", ("", ""))
    if not token or secret != request.META.get("CSRF_COOKIE"):
        token = get_token(request)
        request.META["andante.csrf"] = request.META["CSRF_COOKIE"], token
    return str(token)


def csrf_input(request: HttpRequest) -> SafeString:
    """The hidden field that every form carries."""
    # Letters and digits alone (django.middleware.csrf), so there is nothing to escape, fifty times a page.
    return SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_token(request)}">')


@cache
def _said(language: str, message: str) -> str:
    return translation.gettext(message)


def gettext(message: str) -> str:
    """The message in the reader's language. A page asks four hundred times, and each walks three catalogues."""
    return _said(translation.get_language() or "", message)


def url(name: str, *args: Any, **query: Any) -> str:
    """The address of a named URL; keyword arguments become the query string."""
    address = reverse(name, args=args)
    return f"{address}?{urlencode(query)}" if query else address


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    return dict(json.loads((Path(settings.BASE_DIR) / "static" / "dist" / "manifest.json").read_text()))


def asset(name: str) -> str:
    """The address of a bundled file (`app.js`, `app.css`, `theme.js`), with its content's hash in the name."""
    if settings.DEBUG:
        _manifest.cache_clear()
    return static(f"dist/{_manifest()[name]}")


def environment(**options: Any) -> Environment:
    """Jinja2 with StrictUndefined, gettext, our filters, and each component macro as a global."""
    options["undefined"] = StrictUndefined
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    options["trim_blocks"] = True
    options["lstrip_blocks"] = True
    env = Environment(**options)
    env.policies["ext.i18n.trimmed"] = True  # as pybabel extracts them (pyproject.toml)
    env.install_gettext_callables(gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    env.globals.update(
        url=url,
        static=cache(static),
        asset=asset,
        csrf_input=csrf_input,
        csrf_token=csrf_token,
        settings=settings,
        now=timezone.now,
    )
    env.filters.update(FILTERS)
    components = Path(settings.BASE_DIR) / "templates" / "components"
    for file in sorted(components.glob("*.html")):
        # Shared with the live globals: a macro may call one that is loaded after it.
        module = env.get_template(f"components/{file.name}").make_module(env.globals, shared=True)
        for name, macro in vars(module).items():
            if not name.startswith("_"):
                env.globals[name] = macro
    return env
