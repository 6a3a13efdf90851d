"""Headers that try to change what a cache hands to others."""

from random import Random

from torture.facts import prepared
from torture.questions import questions
from torture.rows import Figure, Row
from torture.server import Answer, Running, served

ASKED, PATHS = 5_000, 60
#: The headers of which an answer may depend, because `Vary` names them.
NEGOTIATED = {
    "Accept": (
        "*/*",
        "text/csv",
        "application/json",
        "application/x-ndjson;q=0.5, text/csv;q=0.1",
        "junk",
        "text/html",
        ";;;",
        "a/b/c",
        "*/*;q=x",
        "application/*",
        "\xff",
    ),
    "Accept-Encoding": ("gzip", "br", "identity", "gzip;q=0", "*", "gzip, gzip", "deflate;q=1, gzip;q=0.1", "\xff;"),
}
#: The headers of which none may.
IGNORED = {
    "Host": ("evil.example", "evil.example:99", "127.0.0.1:1", "[::1]", "a..b", "evil.example/path", "é.example"),
    "X-Forwarded-Host": ("evil.example", "a, b"),
    "X-Forwarded-Proto": ("https", "javascript"),
    "X-Forwarded-For": ("10.0.0.1", "::1, 127.0.0.1"),
    "X-Forwarded-Port": ("99",),
    "X-Forwarded-Prefix": ("/evil", "//evil.example"),
    "X-Forwarded-Server": ("evil.example",),
    "X-Forwarded-Scheme": ("nothttps",),
    "Forwarded": ("for=10.0.0.1;host=evil.example;proto=https",),
    "X-Original-URL": ("/v1/actors/nobody", "http://evil.example/"),
    "X-Rewrite-URL": ("/healthz",),
    "X-HTTP-Method-Override": ("DELETE", "HEAD"),
    "X-Script-Name": ("/evil",),
    "Script-Name": ("/evil",),
    "Origin": ("https://evil.example", "null"),
    "Referer": ("https://evil.example/",),
    "Accept-Language": ("fr", "*"),
    "Accept-Charset": ("utf-16",),
    "Cookie": ("session=evil",),
    "Authorization": ("Basic ZXZpbA==",),
    "Range": ("bytes=0-1",),
    "If-Range": ('"x"',),
    "If-Match": ('"x"',),
    "If-Modified-Since": ("Mon, 01 Jan 2024 00:00:00 GMT",),
    "Upgrade": ("websocket", "h2c"),
    "Connection": ("close", "X-Forwarded-Host"),
    "User-Agent": ("evil",),
    "Via": ("1.1 evil.example",),
    "Prefer": ("return=minimal",),
    "X-Request-ID": ("evil", "<script>"),
}


def run() -> Figure:
    """Ask one server with hostile headers, and another with `Accept*` alone; both must answer the same."""
    chance, wrong = Random(1), []
    with prepared() as releases, served(releases.current) as foul, served(releases.current) as clean:
        paths = questions(releases, PATHS, 2)
        plain = {path: told(clean.get(path)) for path in paths}
        for _ in range(ASKED):
            path = chance.choice(paths)
            wanted = _some(chance, NEGOTIATED, 2)
            if (fault := _differs(foul, clean, path, wanted, _some(chance, IGNORED, 4))) is not None:
                wrong.append(fault)
        wrong += [path for path in paths if told(foul.get(path)) != plain[path]]
    text = f"{len(wrong)} bodies differ of {ASKED + PATHS:,}" + (f": {wrong[0]}" if wrong else "")
    return Figure(text, not wrong)


def _differs(foul: Running, clean: Running, path: str, wanted: dict[str, str], more: dict[str, str]) -> str | None:
    """Return what differs between an answer to hostile headers and one without them, or None."""
    found, right = foul.get(path, {**more, **wanted}), clean.get(path, wanted)
    if told(found) == told(right) and "evil" not in found.headers.get("location", ""):
        return None
    return f"{path} {wanted} {more}: {found.status}, {right.status}"


def told(answer: Answer) -> tuple[object, ...]:
    """Return what a cache would keep of an answer."""
    kept = ("etag", "content-type", "content-encoding", "vary", "cache-control", "link", "location")
    return answer.status, *(answer.headers.get(name) for name in kept), answer.body


def _some(chance: Random, headers: dict[str, tuple[str, ...]], most: int) -> dict[str, str]:
    names = chance.sample(list(headers), chance.randint(0, most))
    return {name: chance.choice(headers[name]) for name in names}


ROW = Row(
    "poison",
    "Caches cannot be poisoned",
    f"{ASKED:,} requests with up to four of {len(IGNORED)} headers (Host, X-Forwarded-*, Forwarded, X-Original-URL, "
    "Origin, …) and two of Accept*; each is compared with the answer of another server to Accept* alone, and all paths "
    "again in the end",
    "the body never differs, nor what a cache keeps beside it",
    run,
    calm=True,
)
