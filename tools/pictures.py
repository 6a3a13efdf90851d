"""Take the pictures of the README: the front page and the timeline of the shipped data, in a browser without a window.

It needs Chromium, and what the tests need: their server and their browser.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browsing import driven
from tests.serving import serving

DOCS = Path(__file__).parent.parent / "docs"
#: The pages, each with the name of its picture.
PICTURES = {"front.webp": "/", "timeline.webp": "/v1/timeline"}


def main(release: Path = Path("releases/current")) -> None:
    """Write the pictures of a release into the docs."""
    with TemporaryDirectory() as profile, serving(release) as port, driven(Path(profile)) as page:
        for name, path in PICTURES.items():
            page.open(f"http://127.0.0.1:{port}{path}")
            if not page.run("!!document.querySelector('main h1')"):
                sys.exit(f"the server gave no page at {path}")
            (DOCS / name).write_bytes(page.picture(format="webp", quality=80))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
