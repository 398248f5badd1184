"""The house itself: `init`, `config`, `tidy`."""

from __future__ import annotations

import click

from fxtracker.cli.output import print_json, print_table, say
from fxtracker.cli.words import path_of

__all__ = ["config", "init", "tidy"]


@click.command()
@click.argument("folder", metavar="[DIR]", required=False)
def init(folder: str | None) -> None:
    """Lay an editable home: fxtracker.toml, jobs/, data/sources/.

    It is laid in DIR, by default where FXTRACKER_HOME points. A file in the home replaces the one of the same name that came with
    fxtracker. Files that are there already are left alone.
    """
    from fxtracker.desk.laying import lay_home
    from fxtracker.settings import Settings

    home = Settings.load().home if folder is None else path_of(folder, "DIR").resolve()
    made, kept = lay_home(home)
    say(f"{home}: {len(made)} file{'' if len(made) == 1 else 's'} laid, {len(kept)} were there already and are as they were.")
    for name in made:
        say(f"  {name}")
    if folder is not None:
        say(f"Set FXTRACKER_HOME={home} to work in it.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of name, value, origin, help.")
def config(as_json: bool) -> None:
    """Every setting, its value and where it came from.

    A setting is taken from the environment (FXTRACKER_PORT), else from a file of secrets (secrets.toml in the home), else from
    fxtracker.toml in the home, else it has its default. Secrets are masked.
    """
    from fxtracker.settings import Settings

    rows = Settings.load().described()
    if as_json:
        print_json([{**row, "value": row["value"] or None} for row in rows])
        return
    print_table(("setting", "value", "from", ""), [(row["name"], row["value"] or "-", row["origin"], row["help"]) for row in rows])
    say("\nEach can be set in fxtracker.toml in the home, in a file of secrets, or as FXTRACKER_NAME in the environment.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of database, removed, payloads, payload_bytes.")
def tidy(as_json: bool) -> None:
    """Housekeeping: check the database, remove leftovers.

    The bytes of answers that are older than payload_days (or than their source's file says) are removed, but for the last good answer of
    each address and those in which an open trouble was seen; that they came stays on record. It checks that the database is sound, brings
    its statistics up to date, and removes files that were left half-written.
    """
    from fxtracker.desk import Desk
    from fxtracker.desk.tidying import tidy as run

    with Desk.open() as desk:
        done = run(desk)
    if as_json:
        print_json(done._asdict())
    else:
        say(f"The database is sound; {done.removed} leftover files were removed.")
