"""Which form an answer has: what `Accept` says (RFC 9110, 12.5.1), in one place for all paths."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract import CheckedClient
from tests.through import only_the_app

FORMS = ("application/json", "application/x-ndjson", "text/csv", "text/markdown", "text/html")
RANGES = (*FORMS, "text/*", "application/*", "*/*", "image/png", "application/xhtml+xml")
BROWSERS = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
)
ACCEPTED = st.dictionaries(st.sampled_from(RANGES), st.integers(0, 1000), min_size=1, max_size=5)


def qualities(accepted: dict[str, int]) -> dict[str, int]:
    """Return the quality of each form: that of the most specific range that it is in."""

    def quality(form: str) -> int:
        for known in (form, f"{form.partition('/')[0]}/*", "*/*"):
            if known in accepted:
                return accepted[known]
        return 0

    return {form: quality(form) for form in FORMS}


@only_the_app
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the client keeps nothing
@given(accepted=ACCEPTED)
def test_a_form_of_the_best_quality_is_chosen(sample_client: CheckedClient, accepted: dict[str, int]) -> None:
    header = ", ".join(f"{name};q={quality / 1000:g}" for name, quality in accepted.items())
    answer = sample_client.get("/v1/figures", headers={"Accept": header})
    found = qualities(accepted)
    best = max(found.values())
    if not best:
        assert answer.status_code == 406
    else:
        assert answer.status_code == 200 and found[answer.mimetype] == best


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/actors", "/v1/actors/norland", "/v1/timeline", "/v1/nothing"])
def test_who_names_nothing_gets_json_and_a_browser_a_page(sample_client: CheckedClient, path: str) -> None:
    for accept in (None, "*/*"):
        answer = sample_client.get(path, headers={"Accept": accept} if accept else {})
        assert answer.mimetype in ("application/json", "application/problem+json")
    for accept in BROWSERS:
        answer = sample_client.get(path, headers={"Accept": accept})
        assert answer.mimetype == "text/html" and "Accept" in answer.headers["Vary"]


def test_each_form_has_an_etag_of_its_own(sample_client: CheckedClient) -> None:
    tags = [sample_client.get("/v1/actors", headers={"Accept": form}).headers["ETag"] for form in FORMS]
    assert len(set(tags)) == len(FORMS)
    for form, tag in zip(FORMS, tags, strict=True):
        kept = sample_client.get("/v1/actors", headers={"Accept": form, "If-None-Match": tag})
        assert kept.status_code == 304 and "Accept" in kept.headers["Vary"]


def test_the_path_and_the_parameter_go_before_accept(sample_client: CheckedClient) -> None:
    for path in ("/v1/actors.html", "/v1/actors?format=html"):
        assert sample_client.get(path, headers={"Accept": "application/json"}).mimetype == "text/html"
    for path in ("/v1/actors.json", "/v1/actors?format=json"):
        assert sample_client.get(path, headers={"Accept": "text/html"}).mimetype == "application/json"
