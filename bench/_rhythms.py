"""What rhythms cost: a year of a rule, and planning everybody's next 60 days.

`expansion.*`: the local starts of a year and their moments, read from the text of the rule, ten years after its first.
`planning.*`: the daily task in a process of its own, in which every series still lacks all of its meetings: the worst
day there is. How long it took by the clock and of this processor's time (on a busy machine the clock says little), and
how much memory it held when a tenth was done and at its peak: flat means about the same.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone

from kit.garbage import look_rarely
from oneonones.models import Meeting, Pair, Recurrence, Series
from oneonones.models.recurrence import at_time, instant
from people.models import Person

SERIES = int(os.environ.get("BENCH_SERIES", "2000"))  # the aim is for 100000
AIM_MS, AIM_SECONDS, AIM_SERIES = 2.0, 300.0, 100_000
TIMES = 200
REPORTS = 8  # of each manager
CHUNK = 2000
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Singapore", "Europe/London", "Asia/Kolkata")
RULES = {
    "weekly": Recurrence(weekday=1),
    "fortnightly": Recurrence(weekdays=(1, 3), interval=2),
    "weekdays": Recurrence(weekdays=(0, 1, 2, 3, 4)),
    "monthly": Recurrence(weekdays=(4,), nth=-1),
    "until": Recurrence(weekday=2, until=date(2030, 1, 1)),
    "counted": Recurrence(weekday=2, count=500),
}


def expansion() -> dict[str, float]:
    """`domain.expansion.RULE.p95_ms`; the aim is 2 ms."""
    zone, figures = ZoneInfo("Europe/Berlin"), {}
    for name, rule in RULES.items():
        began, text = at_time(rule.first_on_or_after(date(2016, 1, 1)), clock(10)), str(rule)
        after = began if rule.count else began + timedelta(days=3650)
        took = []
        for _ in range(TIMES):
            start = time.perf_counter()
            [instant(one, zone) for one in Recurrence.parse(text).between(began, after, after + timedelta(days=365))]
            took.append((time.perf_counter() - start) * 1000)
        p95 = statistics.quantiles(took, n=20)[-1]
        figures[f"domain.expansion.{name}.p95_ms"] = p95
        print(f"a year of a rhythm, {name:12} p95 {p95:7.2f} ms   (aim {AIM_MS:g})")
    return figures


def planning() -> dict[str, float]:
    """`domain.planning.*` for BENCH_SERIES series; the aim is 100,000 in 300 s."""
    everybody(SERIES)
    done = subprocess.run([sys.executable, "-m", "bench._rhythms"], check=True, capture_output=True, text=True)
    row: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    aim = AIM_SECONDS * row["series"] / AIM_SERIES
    print(
        f"planning {row['series']:.0f} series: {row['rows']:.0f} meetings in {row['seconds']:.1f} s (aim {aim:.1f}; "
        f"{row['cpu_seconds']:.1f} s of work here), "
        f"{row['tenth_mb']:.0f} MB after a tenth, {row['peak_mb']:.0f} MB at the peak"
    )
    return {f"domain.planning.{name}": value for name, value in row.items()}


def everybody(count: int) -> None:
    """So many pairs, each with a weekly or fortnightly rhythm of which nothing is planned yet."""
    now = timezone.now()
    for begin in range(0, count, CHUNK):
        size = min(CHUNK, count - begin)
        managers = [
            Person(
                email=f"m{begin}-{n}@example.test",
                name=f"Manager {n}",
                password="!",
                added_at=now,
                time_zone=ZONES[n % len(ZONES)],
            )
            for n in range(-(-size // REPORTS))
        ]
        reports = [
            Person(
                email=f"r{begin}-{n}@example.test",
                name=f"Report {n}",
                password="!",
                added_at=now,
                time_zone=ZONES[n % 3],
            )
            for n in range(size)
        ]
        Person.objects.bulk_create([*managers, *reports])
        pairs = Pair.objects.bulk_create(
            Pair(manager=managers[n // REPORTS], report=report, started_on=now.date())
            for n, report in enumerate(reports)
        )
        Series.objects.bulk_create(one_series(pair, n, now) for n, pair in enumerate(pairs))


def one_series(pair: Pair, number: int, now: datetime) -> Series:
    rule = Recurrence(weekday=number % 5, interval=1 + number % 2)
    first = at_time(rule.first_on_or_after(now.date() - timedelta(days=700)), clock(8 + number % 9))
    return Series(
        pair=pair,
        rule=str(rule),
        first_local=first,
        time_zone=pair.manager.time_zone,
        anchor=pair.manager,
        started_at=now,
    )


def plan() -> dict[str, float]:
    """What the daily task does, and what it took, in a process set up as its own is."""
    look_rarely()
    now = timezone.now()
    short = Series.objects.short_of(at=now)
    count = short.count()
    there = Meeting.objects.count()  # what other benches have left
    tenth = list(short.order_by("pk").values_list("pk", flat=True)[: count // 10])
    began, busy = time.perf_counter(), time.process_time()
    made = Series.objects.filter(pk__lte=max(tenth)).plan(at=now)
    after_a_tenth = held()
    made += short.plan(at=now)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    assert made == Meeting.objects.count() - there
    return {
        "series": float(count),
        "rows": float(made),
        "seconds": seconds,
        "cpu_seconds": busy,
        "tenth_mb": after_a_tenth,
        "peak_mb": held(),
    }


def held() -> float:
    """The most memory this process has held so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(plan()))
