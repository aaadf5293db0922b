"""What each method of the Calendar API does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.google import free_busy
from tests.fakes.google.account import Account
from tests.fakes.google.api import Answer, Call
from tests.fakes.google.calendar import Calendar
from tests.fakes.google.channels import Channels
from tests.fakes.google.conference import Conferences
from tests.fakes.google.editing import Editing
from tests.fakes.google.event import Event, Fields
from tests.fakes.google.grants import CALENDAR
from tests.fakes.google.identity import new_id
from tests.fakes.google.invitations import Notify, guests
from tests.fakes.google.listing import Listing, envelope
from tests.fakes.google.quotas import Quotas
from tests.fakes.google.refusal import Refusal, not_found, required
from tests.fakes.google.when import known_zone
from tests.fakes.world import World

APP_CREATED = f"{CALENDAR}.app.created"


@dataclass(frozen=True)
class Methods:
    """Each person sees their own calendars here and nobody else's, save busy times."""

    world: World
    accounts: Mapping[str, Account]
    conferences: Conferences
    listing: Listing
    channels: Channels
    quotas: Quotas

    def table(self) -> dict[str, Answer]:
        return {
            "calendar.events.insert": self.insert,
            "calendar.events.get": self.get,
            "calendar.events.patch": self.patch,
            "calendar.events.update": self.update,
            "calendar.events.delete": self.delete,
            "calendar.events.list": self.list,
            "calendar.events.instances": self.instances,
            "calendar.events.watch": self.watch,
            "calendar.channels.stop": self.stop,
            "calendar.calendars.insert": self.insert_calendar,
            "calendar.calendars.get": self.get_calendar,
            "calendar.calendars.delete": self.delete_calendar,
            "calendar.calendarList.list": self.list_calendars,
            "calendar.calendarList.get": self.get_list_entry,
            "calendar.freebusy.query": self.free_busy,
            "calendar.settings.get": self.setting,
        }

    # --- Where

    def _account(self, call: Call) -> Account:
        return self.accounts[call.access.email]

    def _calendar(self, call: Call) -> Calendar:
        """Guessed: with `calendar.app.created` alone, calendars that others made are not found."""
        calendar = self._account(call).calendar(call.wanted["calendarId"])
        narrow = call.access.scopes & call.method.scopes == {APP_CREATED}
        if not calendar or (narrow and calendar.app != call.access.client_id):
            raise not_found()
        return calendar

    def _editing(self, call: Call) -> Editing:
        return Editing(self._calendar(call), self.world, self.conferences)

    def _target(self, call: Call) -> Event:
        event = self._calendar(call).find(call.wanted["eventId"])
        call.check_match(event.etag)
        return event

    # --- Events

    @staticmethod
    def _notify(call: Call) -> Notify:
        wanted: Notify | None = call.wanted.get("sendUpdates")
        return wanted or ("all" if call.wanted.get("sendNotifications") else "none")

    def _options(self, call: Call, fields: Fields) -> dict[str, Any]:
        """Who hears of the write; a Refusal if they may not."""
        notify = self._notify(call)
        invited = fields.get("attendees")
        if invited and call.access.service:
            raise Refusal(
                403,
                "forbiddenForServiceAccounts",
                "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.",
                domain="calendar",
            )
        if invited and notify == "all":
            self.quotas.invitation(call.access.client_id)
        return {"notify": notify, "conference": call.wanted.get("conferenceDataVersion") == 1}

    def _shown(self, call: Call, event: Event) -> Fields:
        zone = call.wanted.get("timeZone")
        return self._calendar(call).resource(event, shown_in=known_zone(zone, "start") if zone else None)

    def insert(self, call: Call) -> Fields:
        return self._shown(call, self._editing(call).insert(call.body, **self._options(call, call.body)))

    def get(self, call: Call) -> Fields:
        return self._shown(call, self._target(call))

    def patch(self, call: Call) -> Fields:
        event = self._target(call)
        options = self._options(call, {"attendees": self._guests(call, event), **call.body})
        return self._shown(call, self._editing(call).patch(event.id, call.body, **options))

    def update(self, call: Call) -> Fields:
        event = self._target(call)
        options = self._options(call, call.body)
        return self._shown(call, self._editing(call).update(event.id, call.body, **options))

    def _guests(self, call: Call, event: Event) -> dict[str, Any]:
        return dict(guests(self._calendar(call).effective(event), event.organiser))

    def delete(self, call: Call) -> None:
        event = self._target(call)
        self._editing(call).delete(event.id, notify=self._notify(call))

    def list(self, call: Call) -> Fields:
        calendar = self._calendar(call)
        query = {name: value for name, value in call.wanted.items() if name != "calendarId"}
        return envelope(calendar, self.listing.page(calendar, query))

    def instances(self, call: Call) -> Fields:
        calendar = self._calendar(call)
        return envelope(calendar, self.listing.instances(calendar, call.wanted["eventId"], call.wanted))

    # --- Push

    def watch(self, call: Call) -> Fields:
        return self.channels.watch(self._calendar(call), call.body, call.access.email)

    def stop(self, call: Call) -> None:
        self.channels.stop(call.body, call.access.email)

    # --- Calendars

    def insert_calendar(self, call: Call) -> Fields:
        if not call.body.get("summary"):
            raise required("Missing summary.")
        account = self._account(call)
        zone = known_zone(call.body.get("timeZone", account.zone), "calendar")
        calendar_id = f"c_{new_id()}@group.calendar.google.com"
        return shown(account.add_calendar(calendar_id, call.body["summary"], zone, app=call.access.client_id))

    def get_calendar(self, call: Call) -> Fields:
        return shown(self._calendar(call))

    def delete_calendar(self, call: Call) -> None:
        calendar, account = self._calendar(call), self._account(call)
        if calendar is account.primary:
            raise Refusal(400, "cannotDeletePrimaryCalendar", "Primary calendar cannot be deleted.", domain="calendar")
        del account.calendars[calendar.id]

    def list_calendars(self, call: Call) -> Fields:
        rows = [
            entry(calendar, calendar.id == call.access.email) for calendar in self._account(call).calendars.values()
        ]
        return {"kind": "calendar#calendarList", "etag": f'"l{len(rows)}"', "items": rows}

    def get_list_entry(self, call: Call) -> Fields:
        calendar = self._calendar(call)
        return entry(calendar, calendar.id == call.access.email)

    def free_busy(self, call: Call) -> Fields:
        calendars = {one.id: one for account in self.accounts.values() for one in account.calendars.values()}
        return free_busy.answer(call.body, calendars, self.accounts, call.access.email)

    def setting(self, call: Call) -> Fields:
        values = {"timezone": self._account(call).zone, "locale": "en_GB", "weekStart": "1"}
        name = call.wanted["setting"]
        if name not in values:
            raise not_found()
        return {"kind": "calendar#setting", "etag": '"s1"', "id": name, "value": values[name]}


def shown(calendar: Calendar) -> Fields:
    """As `calendars` shows it."""
    return {
        "kind": "calendar#calendar",
        "etag": f'"c-{calendar.id}"',
        "id": calendar.id,
        "summary": calendar.summary,
        "timeZone": calendar.zone,
    }


def entry(calendar: Calendar, primary: bool) -> Fields:
    """As `calendarList` shows it."""
    mine = {"primary": True} if primary else {}
    common = {**shown(calendar), "kind": "calendar#calendarListEntry", "accessRole": "owner", "selected": True}
    return {**common, **mine, "defaultReminders": []}
