"""A real browser, and pages for it to open."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

from werkzeug.serving import make_server

from tests.outside import program
from tests.serving import eventually

QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIET += " --disable-component-update --disable-sync --virtual-time-budget=15000 --window-size=1200,2400"

DRIVEN = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
DRIVEN += " --disable-component-update --disable-sync --hide-scrollbars --remote-debugging-pipe"
#: Where an element is, or the widest line of it.
_PLACE = """(() => {
  const found = document.querySelector(SELECTOR);
  found.scrollIntoView({block: "center"});
  const box = [...found.getClientRects()].sort((a, b) => b.width - a.width)[0];
  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
})()"""
#: The browser reads from descriptor 3, and writes to 4.
_THREE_AND_FOUR = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, place in zip(ends, (3, 4)):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """Serve an application on a free port, and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def opened(address: str, profile: Path) -> str:
    """Open an address, and return what the page has become."""
    command = [str(program("chromium")), *QUIET.split(), f"--user-data-dir={profile}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


class Page:
    """A page in a browser, driven by the DevTools protocol over a pipe."""

    def __init__(self, ask: Callable[..., Any], session: str) -> None:
        self._ask, self._session = ask, session
        for domain in ("Page", "Runtime"):
            self.tell(f"{domain}.enable")
        self.tell("Page.setBypassCSP", enabled=True)

    def tell(self, method: str, **parameters: Any) -> Any:
        """Call a method of the protocol, and return its result."""
        return self._ask(method, self._session, parameters)

    def open(self, address: str, width: int = 1280, scheme: str = "light", *, scripts: bool = False) -> None:
        """Open an address in a window of a width, light or dark, and wait until it is loaded.

        With `scripts`, those that a test runs may wait for something; pages have none.
        """
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.tell("Emulation.setScriptExecutionDisabled", value=not scripts)
        told = self.tell("Page.navigate", url=address)
        assert "errorText" not in told, told
        self._loaded()

    def click(self, selector: str) -> None:
        """Click the first element that a selector names, where it is on the screen, and wait for the next page."""
        before = self.run("performance.timeOrigin")
        at = self.run(_PLACE.replace("SELECTOR", json.dumps(selector)))
        self.picture()  # so that what was scrolled is drawn before it is clicked
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.tell(
                "Input.dispatchMouseEvent",
                type=kind,
                button="left" if kind != "mouseMoved" else "none",
                clickCount=1,
                **at,
            )
        eventually(lambda: self._is("performance.timeOrigin") not in (before, None))
        self._loaded()

    def _loaded(self) -> None:
        eventually(lambda: self._is("document.readyState + location.protocol") == "completehttp:")

    def _is(self, script: str) -> Any:
        """Run a script, and return its value; None where the page goes away meanwhile."""
        try:
            return self.run(script)
        except AssertionError as refused:
            if "navigated or closed" in str(refused):
                return None
            raise

    def run(self, script: str) -> Any:
        """Run a script of ours in the page, and return its value."""
        told = self.tell("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def picture(self, *, whole: bool = False, **options: Any) -> bytes:
        """Return a picture of the window, or of the whole page."""
        size = self.tell("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}} if whole else {}
        told = self.tell("Page.captureScreenshot", captureBeyondViewport=whole, **clip, **options)
        return base64.b64decode(told["data"])


@contextmanager
def driven(profile: Path) -> Iterator[Page]:
    """Start a browser, and yield a page of it to drive."""
    to_browser, from_browser = os.pipe(), os.pipe()
    command = [str(program("chromium")), *DRIVEN.split(), f"--user-data-dir={profile}", "about:blank"]
    ends = (to_browser[0], from_browser[1])
    process = subprocess.Popen(
        [sys.executable, "-c", _THREE_AND_FOUR, *map(str, ends), *command], pass_fds=ends, stderr=subprocess.DEVNULL
    )
    for end in ends:
        os.close(end)
    with os.fdopen(to_browser[1], "wb", 0) as asked, os.fdopen(from_browser[0], "rb", 0) as answered:
        ask = _asker(asked, answered)
        try:
            target = ask("Target.createTarget", None, {"url": "about:blank"})["targetId"]
            yield Page(ask, ask("Target.attachToTarget", None, {"targetId": target, "flatten": True})["sessionId"])
        finally:
            ask("Browser.close", None, {})
            process.wait(timeout=30)


def _asker(asked: Any, answered: Any) -> Callable[[str, str | None, dict[str, Any]], Any]:
    held, ids = bytearray(), iter(range(1, 1 << 30))

    def ask(method: str, session: str | None, parameters: dict[str, Any]) -> Any:
        id = next(ids)
        told = {"id": id, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        asked.write(json.dumps(told).encode() + b"\0")
        while True:
            while b"\0" not in held:
                assert select([answered], [], [], 60)[0], f"the browser does not answer: {method}"
                read = answered.read(1 << 16)
                assert read, "the browser ended"
                held.extend(read)
            message, _, rest = bytes(held).partition(b"\0")
            held[:] = rest
            answer = json.loads(message)
            if answer.get("id") == id:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    return ask
