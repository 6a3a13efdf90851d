"""What an operator can set, by environment variable; knows nothing of what it is used for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting: the name of its variable, what it is without one, and what it does."""

    name: str
    default: str
    help: str


HOST = Setting("HOST", "127.0.0.1", "The address that the server listens on, or unix: and the path of a socket.")
PORT = Setting("PORT", "8000", "The port that the server listens on.")
WORKERS = Setting("CRISIS_FACTS_WORKERS", "2", "How many processes answer requests.")
THREADS = Setting("CRISIS_FACTS_THREADS", "2", "How many requests beyond its memory a process works on at once.")
QUEUE = Setting("CRISIS_FACTS_QUEUE", "256", "How many more requests wait for that; beyond them the answer is 503.")
EACH = Setting(
    "CRISIS_FACTS_EACH", "32", "How many requests of one client a process works on or lets wait; beyond them, 429."
)
PROXIES = Setting(
    "CRISIS_FACTS_PROXIES",
    "127.0.0.1,::1",
    "The addresses or networks of proxies, with commas between, that are believed when X-Forwarded-For names a client.",
)
MEMORY = Setting("CRISIS_FACTS_MEMORY", "64", "How many MiB of finished answers each process keeps.")
QUERY = Setting(
    "CRISIS_FACTS_QUERY_MS",
    "200",
    "How many milliseconds of a processor the queries of a request may take; beyond that, 503.",
)
RELEASE = Setting("CRISIS_FACTS_RELEASE", "releases/current", "The release that is served.")
CONNECTIONS = Setting("CRISIS_FACTS_CONNECTIONS", "900", "How many connections each process holds; more get a 503.")
MAX_REQUESTS = Setting(
    "CRISIS_FACTS_MAX_REQUESTS",
    "1000000",
    "After how many requests, and up to a tenth more, a process is replaced; 0: never.",
)
LOG = Setting("CRISIS_FACTS_LOG", "0", "Write one request of so many to standard output, as JSON; 1: all, 0: none.")
LOG_ASKED = Setting("CRISIS_FACTS_LOG_ASKED", "0", "Write what was asked for too, words and quotes included; 0 or 1.")
HOSTS = Setting("CRISIS_FACTS_HOSTS", "", "The hosts that requests may be for, with commas between; none: any.")
URL = Setting(
    "CRISIS_FACTS_URL",
    "",
    "Where the public finds the API, as https://facts.example/path; none: links are relative to the server.",
)
MCP = Setting("CRISIS_FACTS_MCP", "0", "Answer programs that ask for a language model, at `/mcp`: 0 or 1.")
METRICS = Setting(
    "CRISIS_FACTS_METRICS", "", "The folder to count requests in, for `/metrics`; none: nothing is counted."
)
