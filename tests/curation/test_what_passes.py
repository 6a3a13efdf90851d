"""Nothing that passes the check fails later: whatever its dates and words are, it is built, and shown at every path."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from api.curation import evidence_lock, validate
from api.curation.dataset import Dataset
from api.curation.diagnostics import InvalidFixtures
from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.release import builder
from api.web.app import create_app
from tests.conftest import SAMPLE
from tests.editing import GAZETTE, edit, imported, relocked
from tests.lawful import lawful_records, without_faults
from tests.model.lawful_dates import LAWFUL, POINTS

DATES = {"published", "date", "start_date", "end_date", "period", "first_seen", "last_seen"}
WORDS = {"title", "name", "label", "summary", "description", "status_note", "outcome", "role", "issue"}
SCRIPTS = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), min_size=1, max_size=40)
LISTS = [f"/v1/{resource.name}" for resource in RESOURCES]
FORMS = ["", ".html", ".md"]
DATASET = "title: Drawn\ndescription: Drawn by chance.\nlicense: CC0-1.0\nrevised: 9999-12-31\n"
DAY = "Tue, 19 May 2020 12:00:00 GMT"


def test_row_1_a_source_without_a_last_day_is_refused_with_a_cure(sample: Path) -> None:
    for published, cure in {
        "[2020-01-01..]": '"[2020-01-01..YYYY-MM-DD]"',
        "1962-09-12/..": '"[1962-09-12..YYYY-MM-DD]"',
        "1962-09-12/": '"[1962-09-12..YYYY-MM-DD]"',
        "../..": '"[..YYYY-MM-DD]"',
        "-0044-03-15": '"[..YYYY-MM-DD]"',
        "Y20000": '"[..YYYY-MM-DD]"',
        "0000": '"[..YYYY-MM-DD]"',
    }.items():
        file = sample / GAZETTE
        before = file.read_text("utf-8")
        edit(file, "published: 2020-05-12", f'published: "{published}"')
        with pytest.raises(InvalidFixtures) as refused:
            validate.load_valid(sample, RESOURCES)
        told = [str(fault) for fault in refused.value.faults]
        what = f"published: {published!r} has no last day in the years 1 to 9999, since which the source is known"
        assert any(f"{GAZETTE}:7:12: {what}; write {cure}, with the day on which you" in fault for fault in told), told
        file.write_text(before, "utf-8")


def test_row_1_a_source_without_a_date_is_known_from_the_day_on_which_it_was_read(sample: Path) -> None:
    edit(sample / GAZETTE, "published: 2020-05-12", 'published: "[..2024-05-31]"')
    [source] = [record for record in validate.load_unlocked(sample, RESOURCES).records if record.file.endswith(GAZETTE)]
    assert source.data["published"] == "[..2024-05-31]"


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return each place at which a date or words of a curator stand: what holds it, and its key or index."""
    inner = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    found = [(value, key) for key, part in inner if key in DATES | WORDS and isinstance(part, str)]
    return found + [place for _, part in inner for place in places(part)]


@pytest.mark.slow
@settings(max_examples=25)
@given(st.data())
def test_row_1_nothing_that_passes_the_check_fails_later(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        fixtures = Path(folder) / "fixtures"
        shutil.copytree(SAMPLE / "fixtures", fixtures)
        records = [json.loads(line) for line in imported(fixtures)]
        for holder, key in data.draw(st.lists(st.sampled_from(places(records)), max_size=4, unique_by=id)):
            dates = st.one_of(POINTS, LAWFUL)
            holder[key] = data.draw(dates if key in DATES else SCRIPTS)
        (fixtures / "imported/all.ndjson").write_text("\n".join(map(json.dumps, records)), "utf-8")
        try:
            checked = validate.load_valid(fixtures, RESOURCES)
        except InvalidFixtures:
            return
        assert_is_shown_everywhere(checked, Path(folder) / "releases")


@pytest.mark.slow
@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # to shrink one takes minutes
@given(lawful_records())
def test_whatever_is_lawful_is_locked_built_and_shown(drawn: tuple[list[dict[str, Any]], dict[str, str]]) -> None:
    records, texts = drawn
    with TemporaryDirectory() as folder:
        fixtures = Path(folder) / "fixtures"
        (fixtures / "imported").mkdir(parents=True)
        (fixtures / "dataset.yaml").write_text(DATASET, "utf-8")

        def check(records: list[dict[str, Any]]) -> None:
            assume(records)  # where each rests on one that has a fault, none is left
            (fixtures / "imported/all.ndjson").write_text("\n".join(map(json.dumps, records)), "utf-8")
            lock = fixtures / "evidence.lock"
            lock.write_text(evidence_lock.lock_text(relocked(fixtures, texts)), "utf-8")

        without_faults(records, check)
        checked = validate.load_valid(fixtures, RESOURCES)
        assert len(checked.records) == len(records) > 0
        assert_is_shown_everywhere(checked, Path(folder) / "releases")


def assert_is_shown_everywhere(checked: Dataset, folder: Path) -> None:
    """Build a release, and ask for every record and list of it in every form, as known now and then."""
    app = create_app(builder.publish(checked, RESOURCES, folder, quiet), RESOURCES)
    shown = [f"/v1/{record.resource.name}/{record.id}" for record in checked.records]
    paths = [f"{path}{form}" for path in ["/v1/timeline", "/v1/search", *LISTS, *shown] for form in FORMS]
    paths += [f"{path}/history" for path in shown] + [f"/v1/timemap/{path[4:]}" for path in [*shown, *LISTS]]
    paths += [f"{path}.{form}" for path in shown for form in ("bib", "csl.json")] + [f"{path}.csv" for path in LISTS]
    paths += [f"/v1/meetings/{record.id}/accounts" for record in checked.by_kind["meetings"]]
    paths += ["/v1", "/v1/changes", "/v1/changes.atom", "/v1/vocabulary", "/v1/dataset", "/openapi.json", "/timeline"]
    with app.test_client() as client:
        for path in paths:
            assert client.get(path).status_code < 500, path
        for path in [*LISTS, *shown]:
            assert client.get(path, headers={"Accept-Datetime": DAY}).status_code < 500, path
