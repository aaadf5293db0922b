"""The authorisation table: every address, and who gets what there. A test holds each line against the code.

`manage.py policy dump` prints it. An address that is not listed here fails the build.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import URLPattern, get_resolver


class Kind(StrEnum):
    """Everybody, as seen from one thing that a pair shares, and that one of the two wrote."""

    SIGNED_OUT = "signed_out"
    AUTHOR = "author"
    OTHER = "other_of_the_pair"
    FORMER_MANAGER = "former_manager"
    MANAGERS_MANAGER = "managers_manager"
    HR_ADMIN = "hr_admin"
    OWNER = "owner"
    OUTSIDER = "outsider"


Kinds = frozenset[Kind]

NOBODY: Kinds = frozenset()
ANYBODY: Kinds = frozenset(Kind)
MEMBERS: Kinds = ANYBODY - {Kind.SIGNED_OUT}
THE_TWO: Kinds = frozenset({Kind.AUTHOR, Kind.OTHER})
ITS_AUTHOR: Kinds = frozenset({Kind.AUTHOR})

ALLOWED, SIGN_IN, FORBIDDEN, NOT_FOUND, NOT_THIS_WAY = 200, 302, 403, 404, 405


@dataclass(frozen=True)
class Rule:
    """Who may GET and who may POST; None: not offered.

    `knows`: those who may see the thing, so that what they may not do with it answers 403. To all others it answers
    404, as if it did not exist. `ended`: what the two may still do once their pair has ended.
    """

    get: Kinds | None = None
    post: Kinds | None = None
    knows: Kinds = NOBODY
    ended: tuple[str, ...] = ("GET",)
    public: bool = False

    @property
    def about_a_pair(self) -> bool:
        return (self.get or NOBODY) | (self.post or NOBODY) <= THE_TWO and not self.public

    @property
    def methods(self) -> dict[str, Kinds]:
        """What is offered, and to whom."""
        return {name: kinds for name, kinds in (("GET", self.get), ("POST", self.post)) if kinds is not None}

    def answer(self, method: str, kind: Kind, *, living: bool = True) -> int:
        """The status that somebody meets; 200 stands for getting in. `living`: has the pair not ended?"""
        if kind is Kind.SIGNED_OUT and not self.public:
            return SIGN_IN
        if method not in self.methods:
            return NOT_THIS_WAY
        if kind in self.methods[method]:
            return ALLOWED if living or not self.about_a_pair or method in self.ended else FORBIDDEN
        return FORBIDDEN if kind in self.knows else NOT_FOUND


READ_BY_THE_TWO = Rule(get=THE_TWO)
WRITTEN_BY_THE_TWO = Rule(post=THE_TWO)
FOR_MEMBERS = Rule(get=MEMBERS)
MINE = Rule(post=ITS_AUTHOR, ended=("POST",))
SETTING = Rule(get=MEMBERS, post=MEMBERS)

POLICY: dict[str, Rule] = {
    # The way in and out
    "login": Rule(get=ANYBODY, post=ANYBODY, public=True),
    "login_as": Rule(post=NOBODY, public=True),  # a demo's cast only; on any other instance it does not exist
    "logout": Rule(post=ANYBODY, public=True),
    "password_link_request": Rule(get=ANYBODY, post=ANYBODY, public=True),
    "password_link": Rule(get=ANYBODY, post=ANYBODY, public=True),  # the link itself is the key
    "health_live": Rule(get=ANYBODY, public=True),
    "health_ready": Rule(get=ANYBODY, public=True),
    # One's own
    "home": FOR_MEMBERS,
    "home_quick": FOR_MEMBERS,
    "home_card": FOR_MEMBERS,
    "home_people": FOR_MEMBERS,
    "home_agenda_items": Rule(post=MEMBERS),
    "me": SETTING,
    "look": SETTING,
    "keyboard": SETTING,
    "days_off": FOR_MEMBERS,
    "working_hours": Rule(post=MEMBERS),
    "holiday_country": Rule(post=MEMBERS),
    "holiday_lists": Rule(post=MEMBERS),
    "holiday_list_removal": MINE,
    "holiday_list_removal_undo": MINE,
    "absences": Rule(post=MEMBERS),
    "absence": Rule(get=ITS_AUTHOR, post=ITS_AUTHOR, ended=("GET", "POST")),  # no pair's: nobody else's, ever
    "absence_removal": MINE,
    "absence_removal_undo": MINE,
    "calendar": FOR_MEMBERS,
    "calendar_feeds": Rule(post=MEMBERS),  # each their own, as the next two
    "calendar_feed_names": Rule(post=MEMBERS),
    "calendar_feed_removal": Rule(post=MEMBERS),
    "calendar_feed": Rule(
        get=ANYBODY, public=True
    ),  # the address itself is the key: closed ones are in a test of its own
    "privacy": FOR_MEMBERS,
    "palette": FOR_MEMBERS,  # each their own
    "search": FOR_MEMBERS,  # each finds their own
    "setup_ui": FOR_MEMBERS,  # on in development, tests and the demo; absent elsewhere
    "pairs": SETTING,
    "actions": FOR_MEMBERS,
    "todo": FOR_MEMBERS,
    "new_action": FOR_MEMBERS,  # of a pair that one is not of: 404, as a test of its own says
    "action_hint": Rule(post=MEMBERS),
    # Pairs and their meetings
    "pair": READ_BY_THE_TWO,
    "pair_agenda": READ_BY_THE_TWO,
    "pair_removed": READ_BY_THE_TWO,
    "pair_reveal": WRITTEN_BY_THE_TWO,
    "pair_series": Rule(get=THE_TWO, post=THE_TWO),
    "series_pause": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "series_resumption": WRITTEN_BY_THE_TWO,
    "series_resumption_undo": WRITTEN_BY_THE_TWO,
    "series_clock": WRITTEN_BY_THE_TWO,
    "series_clock_undo": WRITTEN_BY_THE_TWO,
    "meeting": READ_BY_THE_TWO,
    "meeting_head": READ_BY_THE_TWO,
    "meeting_next": READ_BY_THE_TWO,
    "meeting_move": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "meeting_move_undo": WRITTEN_BY_THE_TWO,
    "lasting_move_undo": WRITTEN_BY_THE_TWO,
    "meeting_skip": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "meeting_skip_undo": WRITTEN_BY_THE_TWO,
    "pair_ending": Rule(get=NOBODY, post=NOBODY, knows=THE_TWO),  # of a direct pair: it ends with the chart
    "meeting_kept_date": WRITTEN_BY_THE_TWO,
    "meeting_kept_date_undo": WRITTEN_BY_THE_TWO,
    "meeting_wrap_up": WRITTEN_BY_THE_TWO,
    "meeting_wrap_up_undo": WRITTEN_BY_THE_TWO,
    "pair_meetings": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "meeting_request": Rule(get=THE_TWO, post=THE_TWO),
    "meeting_request_time": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "meeting_request_refusal": WRITTEN_BY_THE_TWO,
    "meeting_request_undo": WRITTEN_BY_THE_TWO,
    "meeting_replacement": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "meeting_dispute": WRITTEN_BY_THE_TWO,
    "meeting_dispute_undo": WRITTEN_BY_THE_TWO,
    # The agenda
    "agenda": READ_BY_THE_TWO,
    "pair_agenda_part": READ_BY_THE_TWO,
    "asking": READ_BY_THE_TWO,
    "pair_asking": READ_BY_THE_TWO,
    "questions": Rule(get=THE_TWO, post=THE_TWO),
    "question_hiding": WRITTEN_BY_THE_TWO,  # each of the two for themselves
    "question_hiding_undo": WRITTEN_BY_THE_TWO,
    "pair_templates": READ_BY_THE_TWO,
    "new_template": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "fillings": WRITTEN_BY_THE_TWO,
    "filling_undo": WRITTEN_BY_THE_TWO,
    "agenda_template": Rule(get=ITS_AUTHOR, post=ITS_AUTHOR, ended=("GET", "POST")),  # a person's, in no pair
    "agenda_template_removal": MINE,
    "agenda_template_removal_undo": MINE,
    "question_thread": READ_BY_THE_TWO,
    "agenda_item_thread": READ_BY_THE_TWO,
    "not_now": WRITTEN_BY_THE_TWO,  # each of the two for themselves
    "not_now_undo": WRITTEN_BY_THE_TWO,
    "question_undo": Rule(post=ITS_AUTHOR, knows=THE_TWO),
    "agenda_items": WRITTEN_BY_THE_TWO,
    "pair_agenda_items": WRITTEN_BY_THE_TWO,
    "agenda_item": Rule(get=THE_TWO, post=ITS_AUTHOR, knows=THE_TWO),
    "agenda_item_readers": READ_BY_THE_TWO,
    "agenda_item_edit": Rule(get=ITS_AUTHOR, knows=THE_TWO, ended=()),
    "agenda_item_sharing": Rule(get=ITS_AUTHOR, post=ITS_AUTHOR, knows=THE_TWO, ended=()),
    "agenda_item_position": WRITTEN_BY_THE_TWO,
    "agenda_item_position_undo": WRITTEN_BY_THE_TWO,
    "agenda_item_removal": Rule(post=ITS_AUTHOR, knows=THE_TWO),
    "agenda_item_removal_undo": Rule(post=ITS_AUTHOR),  # what was removed is gone for the other
    "agenda_item_answer": Rule(get=THE_TWO, post=THE_TWO),
    "agenda_item_comments": Rule(get=THE_TWO, post=THE_TWO),
    "comment_removal": Rule(post=ITS_AUTHOR, knows=THE_TWO),
    "comment_removal_undo": Rule(post=ITS_AUTHOR),  # what was removed is gone for the other
    "agenda_item_drop": WRITTEN_BY_THE_TWO,
    "agenda_item_drop_undo": WRITTEN_BY_THE_TWO,
    "missed_items": Rule(post=THE_TWO, ended=()),
    "missed_item_undo": Rule(post=THE_TWO, ended=()),
    "outcome_start": WRITTEN_BY_THE_TWO,
    "outcome_discussion": WRITTEN_BY_THE_TWO,
    "outcome_carry": WRITTEN_BY_THE_TWO,
    "outcome_drop": WRITTEN_BY_THE_TWO,
    "outcome_undo": WRITTEN_BY_THE_TWO,
    "outcome_decision": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "decision_withdrawal": WRITTEN_BY_THE_TWO,
    "decision_withdrawal_undo": WRITTEN_BY_THE_TWO,
    # Notes
    "notes": Rule(get=THE_TWO, post=THE_TWO),
    "item_note": WRITTEN_BY_THE_TWO,
    "item_note_room": WRITTEN_BY_THE_TWO,
    "note_room": WRITTEN_BY_THE_TWO,
    "private_note_room": Rule(post=THE_TWO, ended=("POST",)),  # each of the two their own
    "amendments": Rule(get=THE_TWO, post=THE_TWO),
    "amendment": Rule(get=THE_TWO, post=ITS_AUTHOR, knows=THE_TWO),
    "amendment_replies": WRITTEN_BY_THE_TWO,
    "note_versions": READ_BY_THE_TWO,
    "note_version": READ_BY_THE_TWO,
    "note_version_restoration": WRITTEN_BY_THE_TWO,
    "shared_note_readers": READ_BY_THE_TWO,
    "private_note_readers": Rule(get=ITS_AUTHOR),  # that it exists is nobody else's to know
    "private_note": Rule(get=THE_TWO, post=THE_TWO, ended=("GET", "POST")),  # each of the two their own
    # Promises
    "since": READ_BY_THE_TWO,
    "pair_since": READ_BY_THE_TWO,
    "promised": READ_BY_THE_TWO,
    "note_lines": Rule(get=THE_TWO, ended=()),
    "action_items": WRITTEN_BY_THE_TWO,
    "pair_action_items": WRITTEN_BY_THE_TWO,
    "action_item": Rule(get=THE_TWO, post=THE_TWO),
    "action_item_edit": Rule(get=THE_TWO, knows=THE_TWO, ended=()),
    "action_item_history": READ_BY_THE_TWO,
    "action_item_redating_undo": WRITTEN_BY_THE_TWO,
    "follow_through": READ_BY_THE_TWO,
    "action_item_completion": WRITTEN_BY_THE_TWO,
    "action_item_completion_undo": WRITTEN_BY_THE_TWO,
    "action_item_drop": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "action_item_drop_undo": WRITTEN_BY_THE_TWO,
    "action_item_replacement": Rule(get=THE_TWO, post=THE_TWO, ended=()),
    "action_item_replacement_undo": WRITTEN_BY_THE_TWO,
    "action_item_agenda_item": WRITTEN_BY_THE_TWO,
}

LIVE: dict[str, tuple[str, Rule]] = {
    # Raw ASGI, outside Django's addresses (live/app.py). Signed out: 401, and where to sign in.
    "live_pair": ("live/pairs/<uuid:pair_id>/", READ_BY_THE_TWO),
    "live_writing": ("live/pairs/<uuid:pair_id>/writing", Rule(post=THE_TWO, ended=("POST",))),
}

PUBLIC_VIEWS = (
    "integrations.icalendar.views.feed",
    "pages.views.health.live",
    "pages.views.health.ready",
    "people.views.password_links.create",
    "people.views.password_links.show",
    "people.views.sessions.create",
    "people.views.sessions.create_in_demo",
    "people.views.sessions.destroy",
)
"""Every view that asks for no sign-in. All others do, because nothing else is said."""


def routes() -> dict[str, str]:
    """Every address that Django answers: name to path. What has no name is named by its path, and fails the test."""
    return {pattern.name or path: path for pattern, path in patterns()}


def patterns() -> list[tuple[URLPattern, str]]:
    """Each pattern with its whole path."""
    found: list[tuple[URLPattern, str]] = []
    waiting = [(entry, "") for entry in get_resolver().url_patterns]
    while waiting:
        entry, before = waiting.pop(0)
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((entry, path))
        else:
            waiting = [(inner, path) for inner in entry.url_patterns] + waiting
    return found
