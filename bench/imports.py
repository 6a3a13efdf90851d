"""Measure what a sanctions list costs: import its versions, then check and build them beside the shipped facts.

    .venv/bin/python -m bench.imports ../shared/lists/ofac/2021-07
    .venv/bin/python -m bench.imports ../shared/lists/ofac/* --program 'VENEZUELA*'

Each step runs as a command, in a process of its own. Prints the CPU seconds and the peak memory of each.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

SHIPPED = Path(__file__).parent.parent / "fixtures"


def main(arguments: list[str]) -> None:
    """Import, check and build in a temporary folder."""
    with TemporaryDirectory() as scratch:
        output = Path(scratch) / "lists"
        both = ["--fixtures", str(SHIPPED), "--fixtures", str(output)]
        measured("import", "ofac", *arguments, "--fixtures", str(SHIPPED), "--output", str(output))
        lines = (output / "imported/ofac.ndjson").read_bytes().count(b"\n")
        print(f"{lines:,} records, {size(output):.1f} MiB", flush=True)
        measured("check", *both)
        measured("build", *both, "--releases", f"{scratch}/releases")
        print(f"release of {size(Path(scratch) / 'releases'):.1f} MiB")


def measured(command: str, *arguments: str) -> None:
    """Run one command, and print what it cost."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "api", command, *arguments], stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    taken = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{command} exits with {process.returncode}: run it by itself to see why")
    print(f"{command:<8}{taken:>8.1f} s{cpu(used):>8.1f} CPU s{used.ru_maxrss / 1024:>8.0f} MiB at most", flush=True)


def cpu(used: resource.struct_rusage) -> float:
    """Return the CPU seconds of a process."""
    return used.ru_utime + used.ru_stime


def size(folder: Path) -> float:
    """Return the size of the files in a folder, in MiB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 2**20


if __name__ == "__main__":
    main(sys.argv[1:])
