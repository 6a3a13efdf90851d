"""The tools of `/mcp` (Model Context Protocol): each shows the Markdown of a path of the API; knows no server.

Their words stand in `mcp.toml`. It needs the extra `mcp`, and is imported only where that is switched on.
"""

import json
import re
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlencode

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, ListToolsResult, TextContent, Tool, ToolAnnotations

from api import __version__
from api.model.errors import Refused, Wrong
from api.model.resource import Resource
from api.query.list_parameters import LARGEST_PAGE
from api.web import texts
from api.web.address import Address
from api.web.problems import MEDIA_TYPE, of_error
from api.web.request import Request, Scope
from api.web.responses import Response

#: How many tokens an answer has at most: if left out, and as can be asked for; and how many bytes go for a token.
TOKENS, FEWEST, MOST, BYTES = 2_000, 200, 20_000, 4
#: About how many tokens a record of a list takes, and how many bytes what is said behind the lines of an answer.
_LINE, _BEHIND = 50, 160
_TEXT, _QUOTATION = {"type": "string"}, ("quote", "speaker")
_RECORD = re.compile(r"/v1/([a-z]+)/([a-z0-9-]+)")
_LINKED = re.compile(rf"(?<!\\)\]\([^)]*?{_RECORD.pattern}")
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
TOOLS: dict[str, Any] = WORDS["tools"]

#: Has a request answered by the API.
Ask = Callable[[Request], Awaitable[Response]]
#: The arguments of a call by name.
Given = dict[str, Any]


class _Asked(NamedTuple):
    """What the tools ask: how, of which kinds, and under which address its links are."""

    ask: Ask
    kinds: Sequence[str]
    address: Address


def manager(ask: Ask, resources: Sequence[Resource], address: Address, longest: int) -> StreamableHTTPSessionManager:
    """Return what answers `/mcp` while its `run()` lasts, without sessions; bodies have so many bytes at most.

    Links are under the public address; without one, under the host that was asked.
    """
    api = _Asked(ask, [resource.name for resource in resources], address)
    tools = ListToolsResult(tools=[_declared(name, resources) for name in TOOLS])

    async def listed(context: Any, params: Any) -> ListToolsResult:
        return tools

    async def called(context: Any, params: Any) -> CallToolResult:
        text, wrong = await _answered(api, params.name, dict(params.arguments or {}), context.request.scope)
        return CallToolResult(content=[TextContent(type="text", text=text)], is_error=wrong)

    about: Any = {"version": __version__, "title": "Crisis Facts", "instructions": WORDS["instructions"]}
    server: Server[Any] = Server("crisis-facts", on_list_tools=listed, on_call_tool=called, **about)
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True, max_request_body_size=longest)


def _declared(name: str, resources: Sequence[Resource]) -> Tool:
    tool, shared = TOOLS[name], WORDS["arguments"]
    told = {**tool["takes"], "after": "", "max_tokens": ""}
    shapes: dict[str, Any] = {
        "kind": {"type": "string", "enum": [resource.name for resource in resources]},
        "filters": {"type": "object"},
        "quotations": {"type": "array", "items": {"type": "object", "properties": dict.fromkeys(_QUOTATION, _TEXT)}},
        "max_tokens": {"type": "integer", "minimum": FEWEST, "maximum": MOST, "default": TOKENS},
    }
    properties = {one: {"description": help or shared[one], **shapes.get(one, _TEXT)} for one, help in told.items()}
    filters = "; ".join(f"{resource.name}: {', '.join(resource.all_filters)}" for resource in resources)
    return Tool(
        name=name,
        description=tool["help"].replace("{filters}", filters),
        input_schema={"type": "object", "properties": properties, "required": tool["needs"]},
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


async def _answered(api: _Asked, name: str, given: Given, source: Scope) -> tuple[str, bool]:
    """Return the answer to a call, and whether it tells of a problem."""
    asked, most, after = Request.from_scope(source), TOKENS, str(given.pop("after", None) or "")
    try:
        most = _tokens(given.pop("max_tokens", None) or TOKENS)
        path, query = _asked(name, given, api.kinds)
        if is_list := "list" in TOOLS[name]:
            query |= {"limit": min(LARGEST_PAGE, most // _LINE)} | ({"after": after} if after else {})
        sent = {name: query.pop(name) for name in TOOLS[name].get("sends", ()) if name in query}
        response = await _response(api.ask, path, urlencode(query, doseq=True, errors="replace"), asked, sent)
    except Refused as refused:
        response = of_error(refused, asked)
    if response.headers.get("Content-Type") == MEDIA_TYPE:
        response = texts.problem(response)
    origin = api.address.origin or f"http://{asked.host}"
    text = re.sub(rf"(?<=[(<])(?={re.escape(api.address.path)}/v1/)", origin, response.body.decode())
    if response.status != 200:
        return _within(text, most * BYTES, "", 0), True
    release = response.headers["X-Release"] if is_list else ""
    return _within(text, most * BYTES, release, int(after[:9]) if after.isdecimal() else 0), False


def _tokens(given: Any) -> int:
    text = str(given)[:60]
    if not re.fullmatch("[0-9]{1,9}", text) or not FEWEST <= int(text) <= MOST:
        raise _refusal("max_tokens", given, f"{text!r} is not a number from {FEWEST} to {MOST}")
    return int(text)


def _asked(name: str, given: Given, kinds: Sequence[str]) -> tuple[str, Given]:
    """Return the path and the query that a call asks for; of these, the API refuses what it does not know."""
    if name not in TOOLS:
        raise _refusal("name", name, f"there is no tool {name[:60]!r}; the tools are {', '.join(TOOLS)}")
    path, takes = TOOLS[name]["path"], TOOLS[name]["takes"]
    given = {argument: value for argument, value in given.items() if value not in (None, "")}
    if "url" in takes and "url" in given:
        url = str(given.pop("url"))
        if not (found := _RECORD.search(url)):
            raise _refusal("url", url, "is no address of a record; write /v1/statements/some-id")
        given["kind"], given["id"] = found.groups()
    if "from" in takes and given.keys() & {"from", "to"}:
        given["date"] = f"{given.pop('from', '..')}/{given.pop('to', '..')}"
    if "filters" in takes:
        if not isinstance(filters := given.pop("filters", {}), dict):
            raise _refusal("filters", filters, 'give names and values, as {"speaker": "some-id"}')
        given |= filters
    given = {argument: value if isinstance(value, list) else str(value) for argument, value in given.items()}
    places = re.findall("{([a-z]+)}", path)
    if missing := [place for place in places if place not in given]:
        raise _refusal(missing[0], "", f"is missing; give {' and '.join(places)}")
    if "kind" in places and (kind := given["kind"]) not in kinds:
        raise _refusal("kind", kind, f"there is no kind {kind[:60]!r}; the kinds are {', '.join(kinds)}")
    return path.format(**{place: quote(str(given.pop(place)), safe="", errors="replace") for place in places}), given


def _refusal(name: str, value: Any, what: str) -> Refused:
    return Refused(Wrong(name, str(value)[:200], f"{name}: {what}"))


async def _response(ask: Ask, path: str, query: str, asked: Request, sent: Given) -> Response:
    """Return the response to a request of its own for a client, from wherever a record has moved to."""
    if len(sent) > 1:
        raise _refusal("draft", "", "is there beside quotations; give one of both")
    form, body = _body(sent) if sent else ("", b"")
    raw, method, headers = f"{path}.md", "POST" if sent else "GET", {"host": asked.host, "content-type": form}
    for _ in range(3):
        request = Request(
            method, unquote(raw), query, headers, raw_path=raw, host=asked.host, source=asked.source, body=body
        )
        response = await ask(request)
        if response.status != 308:
            break
        raw = response.headers["Location"].partition("?")[0]
    return response


def _body(sent: Given) -> tuple[str, bytes]:
    """Return the media type and the body that take a draft or quotations; who is named by null is not named."""
    if "draft" in sent:
        return "text/plain", str(sent["draft"]).encode(errors="replace")
    given = sent["quotations"]
    if isinstance(given, list):
        given = [_without_nulls(one) if isinstance(one, dict) else one for one in given]
    return "application/json", json.dumps({"quotations": given}).encode()


def _without_nulls(values: Given) -> Given:
    return {name: value for name, value in values.items() if value is not None}


def _within(text: str, most: int, release: str, start: int) -> str:
    """Return as many lines as have room, and how to go on: a list of a release after a record, other text by line."""
    lines = [line for line in text.rstrip("\n").split("\n") if not line.startswith("Next: ")]
    start = 1 if release else max(start, 1)
    head = [*lines[:1], *[line for line in lines[1:start] if line.startswith("## ")][-1:]]
    room = most - _BEHIND - sum(len(line.encode()) + 1 for line in head)
    shown: list[str] = []
    for line in lines[start:]:
        room -= len(line.encode()) + 1
        if room < 0:
            shown += [] if any(shown) else [line.encode()[: room - 8].decode(errors="ignore") + " […]"]
            break
        shown.append(line)
    stop = start + len(shown)
    if stop >= len(lines) and not (release and "\nNext: " in text):
        return "\n".join([*head, *shown, ""])
    last = [found[2] for line in shown if (found := _LINKED.search(line))]
    on = f"{last[-1]}@{release}" if release and last else stop
    return "\n".join([*head, *shown, "", f'There is more: go on with after="{on}", or ask for more max_tokens.', ""])
