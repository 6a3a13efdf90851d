"""Programs from outside that some tests need; `@pytest.mark.outside("nginx")` says that a test does, and which.

`make test` leaves such tests out. `make check` runs them, and skips those whose program is missing.
"""

import shutil
from pathlib import Path

TOOLS = Path(__file__).parent / "clients/node_modules/.bin"
#: By the names that markers use: the names that a program has on one system or another.
NAMES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "postgres": (*(str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))), "postgres"),
    "npm": (str(TOOLS / "tsc"),),  # what `make check` installs by it
    **{name: (name,) for name in ("curl", "haproxy", "logrotate", "nginx", "openssl", "soffice", "systemd-analyze")},
}


def program(name: str) -> str | None:
    """Return the path of a program, or None where it is missing."""
    found = (shutil.which(one) or shutil.which(one, path="/usr/sbin") for one in NAMES[name])
    return next(filter(None, found), None)
