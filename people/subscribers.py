"""What goes out to people about their account."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from activity.models import Outbox, delivers
from people.models import PasswordLink, Person


@delivers("people.password_link")
def mail_password_link(row: Outbox) -> None:
    """The link is made now, not when it was asked for: the outbox holds ids only.

    The Message-ID is the row's, so that a mail sent twice is one mail to whoever reads it.
    """
    person = Person.objects.filter(pk=row.payload["person"], deactivated_at=None).first()
    if person is None:
        return
    with translation.override(person.locale):
        new = not person.has_usable_password()
        EmailMessage(
            subject=_("Your way into Andante") if new else _("Choose a new password for Andante"),
            body=(welcome(person) if new else forgotten(person)),
            to=[person.email],
            headers={"Message-ID": f"<{row.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"},
        ).send()


def welcome(person: Person) -> str:
    """To somebody who has just been given an account."""
    return _(
        "Hello %(name)s,\n\n"
        "you have an account in Andante, where you and the people you meet one to one keep what you want to talk"
        " about and what you promised each other. Only the two of you read it.\n\n"
        "Choose a password here:\n\n%(link)s\n\n"
        "The link works once, within 3 days. After that, this page sends you another:\n\n%(again)s\n"
    ) % particulars(person)


def forgotten(person: Person) -> str:
    """To somebody who asked for a new password, or for whom somebody else did."""
    return _(
        "Hello %(name)s,\n\n"
        "somebody, probably you, asked for a new password for your account in Andante. Choose one here:\n\n%(link)s\n\n"
        "The link works once, within 3 days. If it was not you, there is nothing to do: your password stays as it is.\n"
    ) % particulars(person)


def particulars(person: Person) -> dict[str, str]:
    return {
        "name": person.first_name,
        "link": PasswordLink.to(person),
        "again": settings.PUBLIC_URL + "/password/",
    }
