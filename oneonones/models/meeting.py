from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from activity.models import record
from kit.ids import new_id
from kit.rows import LocalDateTimeField, shift
from kit.vault import Owner, SealedTextField
from oneonones.models import states
from oneonones.models.meetings import UNCONFIRMED_AFTER, MeetingQuerySet
from oneonones.models.pair import Pair
from oneonones.models.recurrence import instant
from people.models import Person

MEET_OPENS = timedelta(minutes=10)
REOPEN_WITHIN = timedelta(hours=1)
WRAP_UP_AHEAD = timedelta(days=2)  # people do meet early without moving the date first


class Meeting(states.InState):
    """One 1:1: an occurrence of a series, or ad hoc. Its identity in a series is its original local start."""

    State = states.State
    Reason = states.Reason
    Exempt = states.Exempt
    Evidence = states.Evidence

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Planning makes millions of rows: no foreign key has an index of its own but where one is used and no other serves.
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, db_index=False, related_name="meetings")
    series = models.ForeignKey(
        "oneonones.Series", null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="meetings"
    )
    original_local = LocalDateTimeField(null=True, blank=True)
    exempt = models.CharField(max_length=8, choices=Exempt, blank=True)
    exempt_of = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    exempt_country = models.CharField(max_length=2, blank=True)  # whose public holiday it is
    kept_at = models.DateTimeField(null=True, blank=True)  # the two meet although one of them has the day off
    kept_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    first_back_of = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=12, choices=Evidence, blank=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)  # when it became held; `ended_at` is when the two were done
    disputed_at = models.DateTimeField(null=True, blank=True)
    disputed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    moved_from = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)
    skipped_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    skip_reason = models.CharField(max_length=10, choices=Reason, blank=True)
    skip_note = SealedTextField(label="meeting.skip_note", owner="sealing_owner", null=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    request_line = SealedTextField(label="meeting.request_line", owner="sealing_owner", null=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replacements")
    version = models.PositiveIntegerField(default=0)

    NO_DATE = (State.PROPOSED, State.CANCELLED)
    OPEN_STATES = (State.SCHEDULED, State.UNCONFIRMED)
    SAID = (Evidence.WRAPPED_UP, Evidence.CONFIRMED)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "original_local"], name="one_meeting_an_occurrence"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(state="held") | Q(ended_at__isnull=False), name="held_means_ended"),
        ]
        indexes = [
            models.Index(fields=["pair", "starts_at"]),
            models.Index(fields=["ends_at"], name="meeting_to_settle", condition=Q(state="scheduled")),
            models.Index(fields=["ends_at"], name="meeting_to_confirm", condition=Q(state="unconfirmed")),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])

    # --- verbs

    def move(self, *, to: datetime, by: Person, at: datetime) -> bool:
        """This one occurrence starts at `to` instead; items, notes and actions are not touched.

        False if it is no longer scheduled.
        """
        before = self.starts_at
        with transaction.atomic():
            moved = shift(
                self,
                among=Meeting.objects.planned().filter(starts_at=before),
                starts_at=to,
                ends_at=to + self.length,
                moved_from=before,
                moved_at=at,
                moved_by=by,
            )
            if moved:
                record("meeting.moved", self, by=by, at=at, before=before, after=to)
        return moved

    def unmove(self, *, by: Person, at: datetime) -> bool:
        """Take the last move back. False if there is none, or the meeting is no longer scheduled.

        An occurrence that had been moved before stays a moved one, away from the place that its series gives it.
        """
        if self.moved_from is None:
            return False
        before, now_at, first = self.moved_from, self.starts_at, self.first_planned_at
        elsewhere = first is not None and first != before
        with transaction.atomic():
            back = shift(
                self,
                among=Meeting.objects.planned().filter(starts_at=now_at, moved_from=before),
                starts_at=before,
                ends_at=before + self.length,
                moved_from=first if elsewhere else None,
                moved_at=self.moved_at if elsewhere else None,
                moved_by=self.moved_by if elsewhere else None,
            )
            if back:
                record("meeting.moved", self, by=by, at=at, before=now_at, after=before)
        return back

    def skip(self, *, reason: str, note: str = "", by: Person, at: datetime) -> bool:
        """This occurrence does not take place; the agenda stays on the pair. False if it is no longer scheduled."""
        with transaction.atomic():
            skipped = shift(
                self,
                among=Meeting.objects.planned(),
                state=self.State.SKIPPED,
                skip_reason=self.Reason(reason),
                skipped_at=at,
                skipped_by=by,
            )
            if skipped:
                self.say_why(note.strip())
                record("meeting.skipped", self, by=by, at=at, reason=reason)
        return skipped

    def unskip(self, *, by: Person, at: datetime) -> bool:
        """It takes place after all."""
        with transaction.atomic():
            back = shift(
                self,
                among=Meeting.objects.filter(state=self.State.SKIPPED, pair__ended_on=None),
                state=self.State.SCHEDULED,
                skip_reason="",
                skipped_at=None,
                skipped_by=None,
            )
            if back:
                self.say_why("")
                record("meeting.unskipped", self, by=by, at=at)
        return back

    def say_why(self, note: str) -> None:
        """Sealed text is not shifted; the row is already ours, in this transaction."""
        self.skip_note = note or None
        self.save(update_fields=["skip_note"])

    def begin(self, *, at: datetime) -> None:
        """The two are talking. Kept once: the actual start."""
        shift(self, among=Meeting.objects.planned().filter(started_at=None), started_at=at)

    def wrap_up(self, *, by: Person, at: datetime) -> bool:
        """The meeting took place and is over: it counts as held, by the word of whoever presses.

        From two hours after its planned end on this confirms it afterwards, and it ended as planned. Items still open
        are carried, in the same transaction (agendas hears `meeting.held`).
        False if it is held already, skipped or cancelled, the other says that the two did not meet, or it is more
        than two days ahead: nobody met then.
        """
        late = self.ends_at <= at - UNCONFIRMED_AFTER
        among = Meeting.objects.filter(
            state__in=self.OPEN_STATES, starts_at__lte=at + WRAP_UP_AHEAD, ends_at=self.ends_at
        )
        return self.hold(
            self.Evidence.CONFIRMED if late else self.Evidence.WRAPPED_UP,
            among=among.not_denied_to(by),
            ended_at=self.ends_at if late else at,
            by=by,
            at=at,
        )

    def hold(
        self, evidence: states.Evidence, *, among: MeetingQuerySet, ended_at: datetime, by: Person | None, at: datetime
    ) -> bool:
        """It took place: the one way to say so, whatever the evidence. `ended_at`: when the two were done."""
        with transaction.atomic():
            held = shift(
                self,
                among=among,
                state=self.State.HELD,
                ended_at=ended_at,
                ended_by=by,
                held_at=at,
                evidence=evidence,
                disputed_at=None,
                disputed_by=None,
                exempt="",
                exempt_of=None,
                exempt_country="",
            )
            if held:
                record("meeting.held", self, by=by, at=at, evidence=evidence)
        return held

    def unwrap(self, *, by: Person, at: datetime) -> bool:
        """Take the wrap-up, or the confirmation, back, and with it what it carried, within the hour."""
        late = self.ends_at <= at - UNCONFIRMED_AFTER
        said = Meeting.objects.filter(
            state=self.State.HELD, held_at__gte=at - REOPEN_WITHIN, evidence__in=self.SAID, pair__ended_on=None
        )
        with transaction.atomic():
            back = shift(
                self,
                among=said,
                state=self.State.UNCONFIRMED if late else self.State.SCHEDULED,
                ended_at=None,
                ended_by=None,
                held_at=None,
                evidence="",
            )
            if back:
                record("meeting.reopened", self, by=by, at=at)
        return back

    def leave_unconfirmed(self, *, at: datetime) -> bool:
        """Nobody said whether it took place."""
        with transaction.atomic():
            left = shift(self, among=Meeting.objects.ended_unsettled(at=at), state=self.State.UNCONFIRMED)
            if left:
                record("meeting.left_unconfirmed", self, by=None, at=at)
        return left

    # --- what a page asks

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.pair_id)

    @property
    def length(self) -> timedelta:
        """The planned length."""
        return self.ends_at - self.starts_at

    @property
    def moved(self) -> bool:
        return self.moved_at is not None

    @property
    def ad_hoc(self) -> bool:
        """Of no series: it is cancelled where an occurrence of one is skipped."""
        return self.series_id is None

    @property
    def first_planned_at(self) -> datetime | None:
        """Where the rule of its series puts it; None for an ad hoc meeting."""
        if self.series is None or self.original_local is None:
            return None
        return instant(self.original_local, self.series.zone)

    def may_wrap_up(self, *, at: datetime) -> bool:
        return self.state in self.OPEN_STATES and self.starts_at <= at + WRAP_UP_AHEAD

    def may_reopen(self, *, at: datetime) -> bool:
        recent = self.held_at is not None and self.held_at >= at - REOPEN_WITHIN
        return self.held and recent and self.evidence in self.SAID

    def stage(self, *, at: datetime) -> str:
        """`prepare`, `meet` (from 10 minutes before the start) or `review` (wrapped up, or it did not take place)."""
        if not self.scheduled or (self.exempt and at >= self.ends_at):
            return "review"
        return "meet" if at >= self.starts_at - MEET_OPENS else "prepare"
