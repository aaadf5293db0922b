"""`manage.py policy dump`: who gets what at every address."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pages.management.policy import LIVE, POLICY, Kind, Rule, routes


class Command(BaseCommand):
    help = (
        "Prints the authorisation table: address, method, and the status that each kind of person meets (200: gets in)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["dump"])
        parser.add_argument("--json", action="store_true", help="for programs, with what stays once a pair has ended")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = routes() | {name: path for name, (path, _) in LIVE.items()}
        rules = POLICY | {name: rule for name, (_, rule) in LIVE.items()}
        rows = [row(name, paths[name], rule, method) for name, rule in rules.items() for method in rule.methods]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        self.stdout.write(" ".join([f"{'':4}", f"{'':64}", *(f"{kind:>17}" for kind in Kind)]))
        for one in rows:
            answers = (f"{one['answers'][kind]:>17}" for kind in Kind)
            self.stdout.write(" ".join([f"{one['method']:4}", f"{one['path']:64}", *answers]))


def row(name: str, path: str, rule: Rule, method: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "route": name,
        "path": f"/{path}",
        "method": method,
        "answers": {kind.value: rule.answer(method, kind) for kind in Kind},
    }
    if rule.about_a_pair:
        line["once_the_pair_has_ended"] = {
            kind.value: rule.answer(method, kind, living=False) for kind in (Kind.AUTHOR, Kind.OTHER)
        }
    return line
