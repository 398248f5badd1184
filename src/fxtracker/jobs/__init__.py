"""Job files: what is done when. They are read, validated and reckoned with here, without the scheduler and without the store.

A job file is TOML, one job a file; the file's name is the job's id. Its keys:

    about        one sentence for people
    enabled      false switches the job off; true by default
    verb         a command of the command line, such as fetch
    arguments    its arguments, a list of texts; none by default
    at           "17:30": once a day; or
    every        "15m": again and again, from `from` to `to` (both included; the whole day by default)
    days         "mon-fri", or a list such as ["mon", "thu"]; every day by default
    zone         the time zone of `at`, `from` and `to`; Africa/Lagos by default
    offset       how much later than that it fires, so that jobs do not all start at once; "0s" by default
    misfire      how late it may start and still be on time; half of `every`, an hour with `at`
    catch_up     what becomes of a firing that is later than that: once (the last one is run, once) or skip (it is left out)
    time_limit   how long it may take before it is cut off; the setting job_seconds by default
"""

from fxtracker.jobs.files import VERBS, Job, load_jobs
from fxtracker.jobs.runner import COMMAND, Runner, child_environ
from fxtracker.jobs.times import describe, due, next_time, previous_time

__all__ = ["COMMAND", "VERBS", "Job", "Runner", "child_environ", "describe", "due", "load_jobs", "next_time", "previous_time"]
