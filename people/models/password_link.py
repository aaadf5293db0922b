from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from people.models.person import Person


class PasswordLink:
    """A way to choose a password: good once, for three days (PASSWORD_RESET_TIMEOUT).

    Nothing is stored. The token is signed over the password and the last sign-in, so that using it, or signing in
    otherwise, ends it and every other link of the same person.
    """

    tokens = PasswordResetTokenGenerator()

    @classmethod
    def to(cls, person: Person) -> str:
        """The whole address, for a mail or for the terminal."""
        uid = urlsafe_base64_encode(person.pk.bytes)
        return settings.PUBLIC_URL + reverse("password_link", args=[uid, cls.tokens.make_token(person)])

    @classmethod
    def person(cls, uid: str, token: str) -> Person | None:
        """Whose link it is; nobody's if it was used, is too old, or never was one."""
        try:
            person = Person.objects.filter(pk=UUID(bytes=urlsafe_base64_decode(uid)), deactivated_at=None).first()
        except ValueError:  # neither base64 nor sixteen bytes
            return None
        return person if person is not None and cls.tokens.check_token(person, token) else None

    @classmethod
    def mail(cls, address: str, *, at: datetime) -> None:
        """Send one to whoever that address is; to nobody if it is nobody's, which no answer tells."""
        person = Person.objects.of_address(address)
        if person is not None:
            person.send_password_link(at=at)
