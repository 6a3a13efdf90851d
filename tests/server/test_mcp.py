"""`/mcp`: the official client before a real server; answers have room in their budget, and go on to the last record."""

import asyncio
import html
import json
import re
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from mcp.client import Client
from mcp.types import CallToolResult, Tool

from api import cli
from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.release import builder
from bench import facts
from tests.conftest import ROOT
from tests.drafts import DRAFT, RIGHT
from tests.npm import run
from tests.serving import Started, get, started

#: How many bytes an answer has at most where no more is asked for.
BUDGET = 8_000
#: For each tool, calls that find much.
CALLS: dict[str, list[dict[str, Any]]] = {
    "search": [{"q": "a"}, {"q": "the"}, {"q": "nothingislikethis"}],
    "get_fact": [],
    "verify_quote": [{"quote": "in the sense that both"}, {"quote": "words that nobody said"}],
    "timeline": [{}, {"from": "2019-03", "to": "2019-03-20", "sort": "date"}],
    "meeting_accounts": [],
    "list_facts": [{"kind": kind.name} for kind in RESOURCES],
    "changes": [{"since": "1900-01-01"}],
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of a thousand invented facts."""
    return builder.publish(facts.dataset(1_000), RESOURCES, tmp_path_factory.mktemp("many"), quiet)


@pytest.fixture(scope="module")
def server(shipped: Path) -> Iterator[Started]:
    """A server of the shipped release that answers models."""
    with started(shipped, CRISIS_FACTS_MCP="1", CRISIS_FACTS_WORKERS="1", CRISIS_FACTS_LOG="1") as server:
        yield server


Answer = TypeVar("Answer")


def asked(port: int, ask: Callable[[Client], Awaitable[Answer]], **options: Any) -> Answer:
    """Return what the official client is answered."""

    async def within() -> Answer:
        async with Client(f"http://127.0.0.1:{port}/mcp", **options) as client:
            return await ask(client)

    return asyncio.run(within())


def called(port: int, name: str, **arguments: Any) -> tuple[str, bool]:
    """Return the text of a tool's answer, and whether it is an error."""
    return said(asked(port, lambda client: client.call_tool(name, arguments)))


def said(result: CallToolResult) -> tuple[str, bool]:
    """Return the text of an answer, and whether it is an error."""
    [content] = result.content
    assert content.type == "text"
    return content.text, bool(result.is_error)


def declared(port: int) -> list[Tool]:
    """Return the tools."""

    async def ask(client: Client) -> list[Tool]:
        return (await client.list_tools()).tools

    return asked(port, ask)


def ids(text: str, kind: str = "[a-z]+") -> list[str]:
    """Return the ids of the records of a list, line by line."""
    return re.findall(rf"^- .*?(?<!\\)\]\(http://[^/]+/v1/{kind}/([a-z0-9-]+)\)", text, re.MULTILINE)


def to_the_end(port: int, name: str, **arguments: Any) -> Iterator[str]:
    """Yield the answers of a tool, from the first to the last."""
    more: re.Match[str] | None = None
    while True:
        text, wrong = called(port, name, **arguments, **({"after": more[1]} if more else {}))
        assert not wrong, text
        yield text
        if not (more := re.search(r'go on with after="([a-z0-9@-]+)"', text)):
            return


def test_every_tool_tells_when_to_use_it_and_what_it_takes(server: Started) -> None:
    tools = declared(server.port)
    assert [tool.name for tool in tools] == list(CALLS)
    for tool in tools:
        assert tool.description and tool.description.endswith(".")
        assert tool.annotations and tool.annotations.read_only_hint
        properties = tool.input_schema["properties"]
        assert all(value["description"].endswith(".") for value in properties.values()), tool.name
        assert set(tool.input_schema["required"]) <= properties.keys() > {"after", "max_tokens"}
        assert tool.name == "changes" or "ink" in tool.description, "what is told is cited"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_client_of_either_age_is_answered(server: Started, mode: str) -> None:
    text, wrong = said(asked(server.port, lambda c: c.call_tool("search", {"q": "rome"}), mode=mode))
    assert not wrong and "/v1/meetings/rome-2019-03-19" in text


@pytest.mark.slow
@pytest.mark.parametrize("release", ["shipped", "many"])
def test_what_a_tool_says_by_itself_is_within_its_budget(release: str, request: pytest.FixtureRequest) -> None:
    with started(request.getfixturevalue(release), CRISIS_FACTS_MCP="1", CRISIS_FACTS_WORKERS="1") as server:
        records = [(kind.name, ids(called(server.port, "list_facts", kind=kind.name)[0])) for kind in RESOURCES]
        facts = [{"kind": kind, "id": id} for kind, found in records for id in found[:3]]
        meetings = [{"id": id} for kind, found in records for id in found if kind == "meetings"]

        async def sizes(client: Client) -> dict[str, int]:
            calls = CALLS | {"get_fact": facts, "meeting_accounts": meetings}
            found = {}
            for name, each in calls.items():
                texts = [said(await client.call_tool(name, arguments)) for arguments in each]
                assert not [text for text, wrong in texts if wrong]
                found[name] = max((len(text.encode()) for text, _ in texts), default=0)
            return found

        found = asked(server.port, sizes)
        assert max(found.values()) <= BUDGET, found
        assert found["list_facts"] > BUDGET / 2 and found["get_fact"], "there is much to tell"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["statements", "actors"])
def test_a_list_goes_on_to_its_last_record(server: Started, kind: str) -> None:
    every = {line.split(",")[0].strip('"') for line in _lines(server.port, f"/v1/{kind}.csv?fields=id&limit=all")[1:]}
    answers = list(to_the_end(server.port, "list_facts", kind=kind, max_tokens=600))
    assert len(answers) > 3 and all(len(text.encode()) <= 2_400 for text in answers)
    found = [id for text in answers for id in ids(text, kind)]
    assert len(found) == len(every) and set(found) == every


@pytest.mark.parametrize(
    ("name", "arguments", "path"),
    [
        ("meeting_accounts", {"id": "rome-2019-03-19"}, "/v1/meetings/rome-2019-03-19/accounts.md"),
        ("changes", {"since": "2000-01-01"}, "/v1/changes.md?since=2000-01-01"),
        ("get_fact", {"kind": "meetings", "id": "rome-2019-03-19"}, "/v1/meetings/rome-2019-03-19.md"),
        ("get_fact", {"url": "https://a.example/v1/actors/russia?x"}, "/v1/actors/russia.md"),
        ("verify_quote", {"quote": "a meeting of minds"}, "/v1/verify.md?quote=a+meeting+of+minds"),
        (
            "timeline",
            {"from": "2019-03-19", "kind": "events"},
            "/v1/timeline.md?date=2019-03-19/..&kind=events&limit=200",
        ),
        ("list_facts", {"kind": "sanctions", "filters": {"status": "in_force"}}, "/v1/sanctions.md?status=in_force"),
        ("search", {"q": "gaido"}, "/v1/search.md?q=gaido"),
    ],
)
def test_a_tool_says_what_its_path_says(server: Started, name: str, arguments: dict[str, Any], path: str) -> None:
    answers = to_the_end(server.port, name, **arguments, max_tokens=700)
    lines = {line for text in answers for line in text.splitlines() if not line.startswith("There is more: ")}
    ours = {re.sub(r"http://[^/]+(/v1/[^)]*?)(&limit=[0-9]+)?([)>])", r"\1\3", line) for line in lines}
    assert ours - {""} == set(_lines(server.port, path)) - {""}


def test_more_can_be_asked_for(server: Started) -> None:
    asked = {"since": "1900-01-01", "actor": "sergei-ryabkov"}
    short, long = (called(server.port, "changes", **asked, max_tokens=most)[0] for most in (200, 20_000))
    assert len(short.encode()) <= 800 and "after=" in short
    total = json.loads(get(server.port, "/v1/changes?since=1900-01-01&actor=sergei-ryabkov")[2])["total"]
    assert len(ids(long)) == total >= 10 and "after=" not in long


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("search", {}, "q: is missing; give the words to look for"),
        ("search", {"q": "rome", "knd": "actors"}, "did you mean kind"),
        ("get_fact", {"kind": "actors", "id": "usa"}, "did you mean /v1/actors/united-states"),
        ("get_fact", {"kind": "actors"}, "id: is missing; give kind and id"),
        ("get_fact", {"url": "https://example.org/"}, "is no address of a record; write /v1/statements/some-id"),
        ("get_fact", {"kind": "../static", "id": "\0"}, "there is no kind '../static'"),
        ("list_facts", {"kind": "people"}, "there is no kind 'people'; the kinds are actors, "),
        ("verify_quote", {"quote": "short"}, "give at least 12"),
        ("timeline", {"from": "last week"}, "is not an EDTF date"),
        ("list_facts", {"kind": "sanctions", "filters": "in force"}, "filters: give names and values"),
        ("list_facts", {"kind": "statements", "max_tokens": 100}, "is not a number from 200 to 20000"),
        ("changes", {"since": "yesterday"}, "does not tell one release from the others"),
        ("meeting_accounts", {"id": "rome"}, "rome-2019-03-19"),
        ("find", {"q": "rome"}, "there is no tool 'find'; the tools are search, get_fact"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_api(
    server: Started, name: str, arguments: dict[str, Any], words: str
) -> None:
    text, wrong = called(server.port, name, **arguments)
    assert wrong and words in text and text.startswith("# 4") and len(text.encode()) <= BUDGET


@pytest.mark.slow
def test_links_are_under_the_public_address(shipped: Path) -> None:
    public = {"CRISIS_FACTS_URL": "https://facts.example/venezuela", "CRISIS_FACTS_MCP": "1"}
    with started(shipped, CRISIS_FACTS_WORKERS="1", **public) as server:
        text, _ = called(server.port, "search", q="rome")
    assert "(https://facts.example/venezuela/v1/meetings/rome-2019-03-19)" in text
    assert not re.search(r"[(<]/v", text) and "127.0.0.1" not in text


@pytest.mark.slow
def test_a_record_that_has_moved_is_found(invented: Path) -> None:
    with started(invented, CRISIS_FACTS_MCP="1", CRISIS_FACTS_WORKERS="1") as server:
        [former] = json.loads(get(server.port, "/v1/actors/ada-brook")[2])["former_ids"]
        old, new = (called(server.port, "get_fact", kind="actors", id=id) for id in (former, "ada-brook"))
        assert old == new and not new[1]


LISTED = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'


def posted(port: int, body: bytes = LISTED, **headers: str) -> bytes:
    """Return the response to a request as it comes, head and body."""
    given = {"Host": "localhost", "Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (given | headers).items())
    head = f"POST /mcp HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head.encode() + body)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_page_of_another_site_is_not_let_in_on_a_machine_of_ones_own(server: Started) -> None:
    for headers in (
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Host": "localhost.evil.example:80"},
    ):
        response = posted(server.port, **headers)
        assert response.startswith(b"HTTP/1.1 403 ") and b"CRISIS_FACTS_HOSTS" in response
    for headers in ({"Host": "[::1]:8000"}, {"Origin": "http://localhost:6274"}, {"Host": "LOCALHOST"}):
        assert posted(server.port, **headers).startswith(b"HTTP/1.1 200 ")


@pytest.mark.slow
def test_a_public_server_answers_any_page_for_its_own_hosts_alone(shipped: Path) -> None:
    with started(shipped, CRISIS_FACTS_HOSTS="facts.example", CRISIS_FACTS_MCP="1", CRISIS_FACTS_WORKERS="1") as server:
        response = posted(server.port, Host="facts.example", Origin="https://other.example")
        assert response.startswith(b"HTTP/1.1 200 ") and b"Access-Control-Allow-Origin: *" in response
        assert posted(server.port).startswith(b"HTTP/1.1 403 ")


def test_what_is_no_call_is_refused(server: Started) -> None:
    assert get(server.port, "/mcp")[0] == get(server.port, "/mcp", "DELETE")[0] == 405
    status, headers, _ = get(server.port, "/mcp", "OPTIONS", Origin="http://localhost")
    assert status == 204 and headers["Access-Control-Allow-Methods"] == headers["Allow"] == "OPTIONS, POST"
    assert posted(server.port, b" " * 65_537).startswith(b"HTTP/1.1 413 ")
    assert posted(server.port, b"{").startswith(b"HTTP/1.1 400 ")
    odd = LISTED.replace(b"list", b"call").replace(
        b"}", b', "params": {"name": "search", "arguments": {"q": "\\ud800"}}}'
    )
    assert b"500" not in posted(server.port, odd)


@pytest.mark.slow
def test_a_body_that_does_not_come_is_not_waited_for(server: Started) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 408 ")


@pytest.mark.slow
def test_it_is_off_unless_it_is_switched_on(shipped: Path) -> None:
    with started(shipped, CRISIS_FACTS_WORKERS="1") as server:
        assert b"/problems/not-found" in posted(server.port)
        assert get(server.port, "/mcp")[0] == 404


def test_where_it_is_not_installed_a_sentence_says_so(shipped: Path) -> None:
    """The package is hidden from Python, as if it were not there."""
    hidden = "import sys; sys.modules['mcp'] = None; from api.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", hidden, "serve", "--release", str(shipped), "--mcp", "1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (
        ended.returncode == 2 and "pip install 'crisis-facts[mcp]'" in ended.stderr and "Traceback" not in ended.stderr
    )


#: The scenarios of the conformance suite for servers that need no tools, resources or prompts of its own test server,
#: and ask for nothing that a server without sessions, logs and streams has.
SCENARIOS = ("server-initialize", "ping", "tools-list", "tools-call-error", "dns-rebinding-protection")


@pytest.mark.outside("npm")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_conformance_suite_passes(server: Started, scenario: str, tmp_path: Path) -> None:
    url = f"http://localhost:{server.port}/mcp"
    ended = run("conformance", "server", "--url", url, "--scenario", scenario, folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    passed = re.search(r"Passed: (\d)/(\d), 0 failed, 0 warnings", ended.stdout)
    assert passed and passed[1] == passed[2] > "0", ended.stdout


def _lines(port: int, path: str) -> list[str]:
    return [line for line in get(port, path)[2].decode().splitlines() if not line.startswith("Next: ")]


def test_the_tool_takes_a_draft_or_quotations(server: Started) -> None:
    said = "“Perhaps we failed to narrow positions,” said Elliott Abrams."
    told, wrong = called(server.port, "verify_quote", draft=said)
    assert not wrong and "## misattributed: “Perhaps we failed to narrow positions,”" in told
    named = [{"quote": "a meeting of minds", "speaker": None}]
    told, wrong = called(server.port, "verify_quote", quotations=named)
    assert not wrong and "## unattributed: " in told
    for quotations, what in ((named, "give one of both"), ("x", "give a list of 1 to 100")):
        more = {"draft": said} if quotations == named else {}
        told, wrong = called(server.port, "verify_quote", quotations=quotations, **more)
        assert wrong and what in told


def test_every_surface_shows_the_same_verdicts(
    server: Started, shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The API, its Markdown and its page, the tool and the command."""
    draft = DRAFT.read_text("utf-8")
    address = f"http://127.0.0.1:{server.port}/v1/verify"

    def sent(path: str, body: bytes, form: str) -> str:
        request = Request(address + path, body, {"Content-Type": form})  # noqa: S310 - our own server
        with urlopen(request) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())

    right = [verdict for _, _, verdict, _, _ in RIGHT]
    found = json.loads(sent("", draft.encode(), "text/markdown"))["data"]
    assert [one["verdict"] for one in found] == right
    assert re.findall(r"^## (\w+): ", sent(".md", draft.encode(), "text/markdown"), re.MULTILINE) == right
    page = sent(".html", urlencode({"draft": draft, "markdown": "1"}).encode(), "application/x-www-form-urlencoded")
    shown = re.findall(r'<li id="q\d+"><h2>([^<]+?) <span', page)
    assert [verdict.lower().replace(" ", "_") for verdict in shown] == right
    assert all(html.escape(one["detail"]) in page for one in found)
    quotations = [{"quote": one["quote"], "speaker": (one["named"] or [{"id": None}])[0]["id"]} for one in found]
    told, wrong = called(server.port, "verify_quote", quotations=quotations, max_tokens=20_000)
    assert not wrong
    assert re.findall(r"^## (\w+): ", told, re.MULTILINE) == right
    assert cli.main(["verify", str(DRAFT), "--release", str(shipped)]) == 1
    lines = re.findall(r"^\S+?:\d+:\d+: ([a-z ]+): “", capsys.readouterr().out, re.MULTILINE)
    assert [verdict.replace(" ", "_") for verdict in lines] == right
