"""What of the sources needs a person: `doctor`."""

from __future__ import annotations

import sys

import click

from fxtracker.cli.output import print_json, print_table, say, wat

__all__ = ["doctor"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object a source, with state, failures, missed days and needs.")
def doctor(as_json: bool) -> None:
    """What of the sources needs a person.

    Of each source: whether it is asked, when it last answered and last said something new, how far it usually is from the others, which
    publications it missed by its own calendar in thirty days, and what is open of its failures. Exits with 1 if something needs a person,
    and says what, else with 0.
    """
    from fxtracker.desk import Desk
    from fxtracker.desk.doctor import check_up, checkup_json

    with Desk.open() as desk:
        found = check_up(desk)
    needing = [one for one in found if one.needs]
    if as_json:
        print_json([checkup_json(one) for one in found])
        sys.exit(1 if needing else 0)
    rows = [
        (
            one.id,
            one.market.value,
            one.state,
            wat(one.last_answered),
            wat(one.last_changed),
            "-" if one.distance is None else f"{one.distance:.2f} %",
            str(len(one.missed)) if one.missed else "-",
            ", ".join(f"{trouble.kind} ({trouble.count})" for trouble in one.troubles) or "-",
        )
        for one in found
    ]
    print_table(("source", "market", "asked", "last answered", "last changed", "distance", "missed", "open failures"), rows, right=(5, 6))
    for one in found:
        if one.why and one.state in ("off", "resting", "broken"):
            say(f"{one.id} is {one.why if one.state == 'resting' else f'{one.state}: {one.why}'}")
        if one.probation_until is not None:
            say(f"{one.id} is on probation until {wat(one.probation_until)}: stored and shown, not counted")
        for trouble in one.troubles:
            say(f"{one.id} {trouble.kind}, {trouble.count} times since {wat(trouble.first_at)}: {trouble.detail}")
    if not needing:
        say("Nothing needs a person.")
        return
    say("What needs a person:")
    for one in needing:
        for need in one.needs:
            say(f"  {one.id}: {need}")
    sys.exit(1)
