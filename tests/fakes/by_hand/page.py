"""The calendars side by side, and buttons for what people do in them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from tests.fakes.by_hand.diary import Diary, Entry
from tests.fakes.clock import Clock
from tests.fakes.server import Request, Response

WEEKS = timedelta(weeks=5)
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; color: #222; background: #fafaf8 }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(21rem, 1fr)); gap: 1.5rem; align-items: start }
section { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 1rem }
h1 { font-size: 1.25rem } h2 { font-size: 1.05rem; margin: 0 }
ol { list-style: none; padding: 0 } li { border-top: 1px solid #eee; padding: .6rem 0 }
small { color: #666 } form { display: inline } button { font: inherit; font-size: .8rem; margin: .15rem .15rem 0 0 }
fieldset { border: 0; padding: 0; margin: .75rem 0 0 }
"""


class Page:
    """GET shows, POST does what a button says and shows again. `settings` is what to tell the product."""

    def __init__(self, clock: Clock, diaries: Sequence[Diary], settings: dict[str, str]) -> None:
        self._clock, self._settings = clock, settings
        self._diaries = {diary.email: diary for diary in diaries}

    def handle(self, request: Request) -> Response:
        if request.path != "/":
            return Response(404)
        if request.method != "POST":
            return self._show()
        try:
            self._act(request.form)
        except Exception as refused:  # whatever the provider would have said: the page shows it
            return self._show(str(refused) or type(refused).__name__, 422)
        return Response(303, headers={"Location": "/"})

    # --- Doing

    def _act(self, form: dict[str, str]) -> None:
        diary = self._diaries[form["who"]]
        if form["do"] == "make":
            start = datetime.fromisoformat(form["start"]).replace(tzinfo=ZoneInfo("Europe/Berlin"))
            guests = [email for email in self._diaries if email == form.get("with")]
            rule = "FREQ=WEEKLY;WKST=MO" if form.get("weekly") else None
            diary.hand.make(form["title"], start, rule=rule, guests=guests)
            return
        event_id, starts = form["event"], datetime.fromisoformat(form["starts"])
        original = datetime.fromisoformat(form["original"]) if form.get("original") else None
        match form["do"]:
            case "hour" | "day" | "week":
                spans = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=8)}
                diary.hand.move(event_id, starts + spans[form["do"]], original=original)
            case "delete":
                diary.hand.delete(event_id, original=original)
            case "end":
                diary.hand.delete(event_id)
            case "split" if original:
                diary.hand.split(event_id, original, starts + timedelta(hours=1))
            case status:
                diary.hand.answer(event_id, status, original=original)

    # --- Showing

    def _show(self, refused: str = "", status: int = 200) -> Response:
        now = self._clock.now()
        columns = "".join(self._column(diary, now) for diary in self._diaries.values())
        lines = "\n".join(f"{name}={value}" for name, value in self._settings.items())
        alert = f'<p role="alert">{escape(refused)}</p>' if refused else ""
        page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Calendars</title>
            <meta name="viewport" content="width=device-width"><style>{STYLE}</style>
            <h1>Calendars</h1>{alert}<main>{columns}</main>
            <details><summary>Settings that point the product here</summary><pre>{escape(lines)}</pre></details>"""
        return Response(status, page.encode(), {"Content-Type": "text/html; charset=utf-8", "Refresh": "10; url=/"})

    def _column(self, diary: Diary, now: datetime) -> str:
        entries = diary.entries(now - timedelta(days=1), now + WEEKS)
        rows = "".join(f"<li>{self._row(diary, entry)}</li>" for entry in entries) or "<li>Nothing in five weeks.</li>"
        return f"""<section><h2>{escape(diary.email)}</h2><small>{diary.provider}</small><ol>{rows}</ol>
            {self._new(diary, now)}</section>"""

    def _row(self, diary: Diary, entry: Entry) -> str:
        zone = ZoneInfo("Europe/Berlin")
        when = f"{entry.starts.astimezone(zone):%a %d %b %Y, %H:%M}–{entry.ends.astimezone(zone):%H:%M}"
        was = f" (was {entry.original.astimezone(zone):%a %d %b, %H:%M})" if entry.moved and entry.original else ""
        people = ", ".join(f"{escape(email)} {escape(answer)}" for email, answer in entry.answers.items())
        link = f'<br><a href="{escape(entry.link)}">{escape(entry.link)}</a>' if entry.link else ""
        series = entry.original is not None
        if entry.organiser == diary.email or not entry.answers:
            buttons = {"hour": "An hour later", "day": "A day later", "week": "Eight days later", "delete": "Delete"}
            buttons |= {"split": "This and following an hour later", "end": "Delete all"} if series else {}
        else:
            buttons = {"accepted": "Accept", "declined": "Decline", "tentative": "Perhaps"}
        pressed = "".join(f'<button name="do" value="{do}">{words}</button>' for do, words in buttons.items())
        hidden = {"who": diary.email, "event": entry.id, "starts": entry.starts.isoformat()}
        hidden |= {"original": entry.original.isoformat()} if entry.original else {}
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items()
        )
        return f"""<b>{escape(entry.title)}</b><br>{when}{was}<br><small>{people}</small>{link}
            <form method="post">{inputs}<div>{pressed}</div></form>"""

    def _new(self, diary: Diary, now: datetime) -> str:
        others = "".join(f"<option>{escape(email)}</option>" for email in self._diaries if email != diary.email)
        start = f"{now.astimezone(ZoneInfo('Europe/Berlin')) + timedelta(days=1):%Y-%m-%dT10:00}"
        return f"""<form method="post"><fieldset><input type="hidden" name="who" value="{escape(diary.email)}">
            <input name="title" value="1:1" aria-label="Title" size="8">
            <input name="start" type="datetime-local" value="{start}" aria-label="Start (Berlin)">
            <select name="with" aria-label="With"><option value="">alone</option>{others}</select>
            <label><input type="checkbox" name="weekly" value="1" checked> weekly</label>
            <button name="do" value="make">Make</button></fieldset></form>"""
