"""What the domain costs: a year of a rhythm, everybody's next 60 days, search over the 500 meetings of one person.

BENCH_SERIES=100000 plans for so many pairs instead of 2000. `expansion.*` and `planning.*`: bench/_rhythms.py.
`search.*`: bench/_searching.py.
"""

from django.core.management import call_command

from bench._program import main
from bench._rhythms import expansion, planning
from bench._searching import search


def run() -> dict[str, float]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return expansion() | search() | planning()


if __name__ == "__main__":
    main(run, __doc__)
