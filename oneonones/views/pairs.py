"""All 1:1s of one person, and *Add someone you meet with*."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import Toast, from_script, go_to, part
from kit.words import plain_day
from oneonones.forms import IntroductionForm
from oneonones.models import CannotMeet, Introduction, LastChange, Pair, Recent, passed_over_briefly
from oneonones.models.steps import in_words
from people.models import PageRequest, Person

TEMPLATE = "oneonones/pairs/index.html"
STRIP = 8


@require_http_methods(["GET", "POST"])
def index(request: PageRequest) -> HttpResponse:
    """GET: every pair, `?show=ended` those that are over. POST: somebody is added."""
    if request.method == "POST":
        return create(request)
    if from_script(request):
        return render(request, part(TEMPLATE, "introduction", request), {"introduction": IntroductionForm()})
    return render(request, TEMPLATE, listing(request, form=IntroductionForm()))


def create(request: PageRequest) -> HttpResponse:
    """Two people begin to meet; who is new here gets an account."""
    form = IntroductionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            pair = Introduction(request.user, **said).make(at=timezone.now())
        except CannotMeet as refusal:
            form.add_error(refusal.about, str(refusal))
        else:
            return go_to(request, pair.get_absolute_url(), toast=Toast(_("You two have a page now.")))
    context = {"introduction": form} if from_script(request) else listing(request, form=form)
    return render(request, part(TEMPLATE, "introduction", request), context, status=422)


def listing(request: PageRequest, *, form: IntroductionForm) -> dict[str, Any]:
    """The rows, in the order of their next dates; those without one last."""
    at, ended = timezone.now(), request.GET.get("show") == "ended"
    pairs = Pair.objects.visible_to(request.user).with_people().with_open_items(request.user)
    shown = list(pairs.ended() if ended else pairs.active())
    recents = Recent.of_each(shown, at=at)
    rows = [row(pair, recents[pair.pk], request.user, at=at) for pair in shown]
    rows.sort(key=lambda entry: (entry["next"] is None, entry["next"].starts_at if entry["next"] else at))
    return {"active": "pairs", "rows": rows, "ended": ended, "introduction": form}


def row(pair: Pair, recent: Recent, reader: Person, *, at: datetime) -> dict[str, Any]:
    """One pair: who, strip, last, next and how much waits."""
    strip, following = recent.strip(reader, at=at, last=STRIP), recent.next(at=at)
    return {
        "pair": pair,
        "other": pair.other(reader),
        "open_items": getattr(pair, "open_items", 0),
        "kind_words": kind_words(pair, reader),
        "strip_shapes": [step.shape for step in strip],
        "strip_words": in_words(strip),
        "next": following,
        "briefly": passed_over_briefly(recent.exempt_before(following, after=at), following, pair, reader),
        "last": recent.last_held(),
        "asked": next(iter(recent.asked(at=at)), None),
    }


def kind_words(pair: Pair, reader: Person) -> str:
    """'reports to you', 'your manager', 'peer'; of a pair that is over 'was your manager'."""
    above = pair.manager_id == reader.pk
    if not pair.active and pair.kind == Pair.Kind.DIRECT:
        return _("reported to you") if above else _("was your manager")
    return {
        Pair.Kind.DIRECT: _("reports to you") if above else _("your manager"),
        Pair.Kind.DOTTED_LINE: _("dotted line to you") if above else _("your dotted-line manager"),
        Pair.Kind.ACTING: _("reports to you for a while") if above else _("your acting manager"),
        Pair.Kind.SKIP_LEVEL: _("skip level, below you") if above else _("skip level, above you"),
        Pair.Kind.MENTOR: _("mentoring"),
        Pair.Kind.PEER: _("peer"),
    }[Pair.Kind(pair.kind)]


def ended_words(pair: Pair, reader: Person) -> str:
    """'Tom ended these 1:1s on 3 November.'; empty while they go on. `pair`: of `with_last_change()`."""
    if pair.ended_on is None:
        return ""
    change, said = LastChange.of(pair), {"day": plain_day(pair.ended_on)}
    if change is not None and change.by_id is not None:
        name = change.named(pair, reader)
        words = _("%(name)s ended these 1:1s on %(day)s.") if name else _("You ended these 1:1s on %(day)s.")
        return words % {**said, "name": name}
    if pair.ends_on == pair.ended_on:
        return _("These 1:1s ended by themselves on %(day)s, their last day.") % said
    return _("These 1:1s ended on %(day)s.") % said


def reveal_words(pair: Pair, reader: Person) -> str:
    """'Tom changed this on 3 November.'; empty where nobody ever did."""
    change = LastChange.of(pair) if pair.active else None
    if change is None:
        return ""
    name, said = change.named(pair, reader), {"day": plain_day(change.at)}
    if change.by_id is None:
        return _("It was changed on %(day)s.") % said
    words = _("%(name)s changed this on %(day)s.") if name else _("You changed this on %(day)s.")
    return words % {**said, "name": name}
