"""The command that test jobs run: `actor.py VERB DOES FOLDER`. It leaves a file in FOLDER for each thing it did, named by its pid."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def main(verb: str, does: str, folder: str) -> int:
    place = Path(folder)
    (place / f"began-{os.getpid()}").write_text(f"{verb} {os.environ.get('FXTRACKER_NOW', '')}")
    if does == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        grandchild = subprocess.Popen(
            [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]
        )
        (place / f"grandchild-{grandchild.pid}").touch()
        time.sleep(60)
    elif does == "slow":
        time.sleep(2)
    elif does == "refuse":
        print("source    status\ncbn       failed")
        print("fxtracker: no source landed", file=sys.stderr)
        return 1
    else:
        print("all is well")
    (place / f"ended-{os.getpid()}").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
