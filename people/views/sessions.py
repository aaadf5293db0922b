"""S1: signing in and out. The session is the thing that is made and ended."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kit.http import from_script, see_other
from people.adapter import begin, limit, within
from people.forms import SignInForm
from people.models import DemoCast, Person


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A page; for a script the small panel that opens over a page whose session has ended."""
    if request.user.is_authenticated:
        return welcome(request)
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        form.login(request)
        limit(request, form.user, at=timezone.now(), my_device=form.cleaned_data["remember"])
        return welcome(request)
    return render(
        request,
        "people/sessions/_panel.html" if from_script(request) else "people/sessions/new.html",
        {"form": form, "to": wanted(request), "cast": DemoCast.people()},
        status=422 if form.is_bound else 200,
    )


@login_not_required
@require_POST
def create_in_demo(request: HttpRequest) -> HttpResponse:
    """One press on the sign-in page of a demo. On any other instance this address does not exist."""
    person = DemoCast.find(request.POST.get("person", ""))
    if person is None:
        raise Http404
    begin(request, person, at=timezone.now())
    return welcome(request)


@login_not_required
@require_POST
def destroy(request: HttpRequest) -> HttpResponse:
    """Sign out; again, or after the session ended by itself, it says the same."""
    leaving = request.user if isinstance(request.user, Person) else None
    logout(request)
    if leaving is not None:  # told afterwards: open pages look whether the session is still there
        leaving.sign_out(at=timezone.now())
    response = render(request, "people/sessions/ended.html")
    response["Clear-Site-Data"] = '"cache"'
    return response


def wanted(request: HttpRequest) -> str:
    """The page of this site that somebody wanted when they were asked to sign in."""
    return within(request.POST.get("next") or request.GET.get("next") or "/") or "/"


def welcome(request: HttpRequest) -> HttpResponse:
    """On to the page that was wanted. A script gets the new token for the forms of its page, and who signed in:
    what somebody typed is not sent for somebody else."""
    if from_script(request):
        return JsonResponse({"csrf": get_token(request), "person": str(request.user.pk)})
    return see_other(wanted(request))
