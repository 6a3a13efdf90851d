"""Fixtures that all tests share: the shipped release, a sample to be broken, clients that know the contract."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from api.curation import evidence_lock, validate
from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.release import builder
from api.web.app import create_app
from tests.contract import CheckedClient
from tests.editing import edit, relocked
from tests.outside import program
from tests.through import THROUGH, led_through
from tests.world import copy_with_world

ROOT = Path(__file__).parent.parent

#: A busy machine is no fault of the code: no example has a time limit.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
FIXTURES = ROOT / "fixtures"
SAMPLE = Path(__file__).parent / "sample"


def built(fixtures: Path, folder: Path) -> Path:
    """Build a release into a folder."""
    return builder.publish(validate.load_valid(fixtures, RESOURCES), RESOURCES, folder, quiet)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the fixtures in the repository."""
    return built(FIXTURES, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the sample."""
    return built(SAMPLE / "fixtures", tmp_path_factory.mktemp("invented"))


@pytest.fixture(scope="session")
def wide_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the sample with more actors, who have many names."""
    folder = tmp_path_factory.mktemp("world")
    copy_with_world(SAMPLE / "fixtures", folder / "fixtures")
    return built(folder / "fixtures", folder / "releases")


@pytest.fixture
def world_client(wide_world: Path) -> Iterator[CheckedClient]:
    """A client of the sample with more actors."""
    with checked_app(wide_world).test_client() as client:
        yield client


#: Over what data universal rules are tested: the sample, and where all is tested, the whole record, which takes long.
#: How requests come to the application has nothing to do with data.
DATA_SETS = ["invented", pytest.param("shipped", marks=pytest.mark.slow)][: 2 if THROUGH == "app" else 1]


@pytest.fixture(scope="session", params=DATA_SETS)
def app(request: pytest.FixtureRequest) -> Flask:
    """The application over each data set."""
    return checked_app(request.getfixturevalue(request.param))


@pytest.fixture
def client(app: Flask) -> Iterator[CheckedClient]:
    """A client that holds every answer against the contract."""
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="session")
def sample_app(invented: Path) -> Flask:
    """The application over the sample alone, for tests that name its records."""
    return checked_app(invented)


@pytest.fixture
def sample_client(sample_app: Flask) -> Iterator[CheckedClient]:
    """A client of the sample."""
    with sample_app.test_client() as client:
        yield client


@pytest.fixture(scope="session")
def shipped_app(shipped: Path) -> Flask:
    """The application over the shipped release alone, for tests that name its records."""
    return checked_app(shipped)


@pytest.fixture
def shipped_client(shipped_app: Flask) -> Iterator[CheckedClient]:
    """A client of the shipped release."""
    with shipped_app.test_client() as client:
        yield client


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample's fixtures, to be broken."""
    shutil.copytree(SAMPLE / "fixtures", tmp_path / "fixtures")
    return tmp_path / "fixtures"


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the texts that the shipped evidence rests on; they are copyrighted and not in the repository."""
    folder = os.environ.get("CRISIS_FACTS_TEXTS")
    if not folder:
        pytest.skip("needs the texts of the articles: set CRISIS_FACTS_TEXTS to their folder")
    return Path(folder)


@pytest.fixture(scope="session")
def lists() -> tuple[Path, ...]:
    """The versions of a real sanctions list, in order; they tell of private life and are not in the repository."""
    folder = Path(os.environ.get("CRISIS_FACTS_LISTS") or ROOT.parent / "shared/lists/ofac")
    if not folder.is_dir():
        pytest.skip("needs versions of a real list: set CRISIS_FACTS_LISTS to the folder that holds theirs")
    return tuple(sorted(path for path in folder.iterdir() if path.is_dir()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is missing, and say which one that is."""
    for marker in item.iter_markers("outside"):
        for name in marker.args:
            if not program(name):
                pytest.skip(f"needs {name}")


def checked_app(path: Path) -> Flask:
    """Return the application over a release, with clients that know the contract."""
    app = create_app(path, RESOURCES)
    app.test_client_class = CheckedClient
    return led_through(app, path)


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases in one folder: the sample, and the sample with a change of every sort."""
    folder = tmp_path_factory.mktemp("two")
    old = built(SAMPLE / "fixtures", folder / "releases")
    fixtures = folder / "fixtures"
    for file in (SAMPLE / "fixtures").rglob("*.*"):
        copy = fixtures / file.relative_to(SAMPLE / "fixtures")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    edit(fixtures / "dataset.yaml", "2020-06-01", "2020-07-01")
    edit(fixtures / "actors/tom-vane.yaml", "name: Tom Vane", "name: Thomas Vane\naliases:\n  - Tom Vane")
    vane = "id: vane-runs-skerry-shipping\n  former_ids:\n    - vane-owns-skerry-shipping"
    edit(fixtures / "relations/gazette-2020-05-12.yaml", "id: vane-owns-skerry-shipping", vane)
    gone = "id: islanders-leave\n  withdrawn:\n    date: 2020-06-30\n    reason: Told twice."
    edit(fixtures / "events/gazette-2020-05-12.yaml", "id: islanders-leave", gone)
    edit(fixtures / "questions/how-many-left.yaml", "- islanders-gone", "- board-announces-talks")
    figures = fixtures / "figures/gazette-2020-05-12.yaml"
    figures.write_text(figures.read_text("utf-8").partition("- id: islanders-gone")[0], "utf-8")
    port = (fixtures / "actors/ferrymen.yaml").read_text("utf-8").replace("ferrymen", "lunden-port")
    (fixtures / "actors/lunden-port.yaml").write_text(port, "utf-8")
    proven = relocked(fixtures, evidence_lock.read_texts(SAMPLE / "texts"))
    (fixtures / "evidence.lock").write_text(evidence_lock.lock_text(proven), "utf-8")
    return old, built(fixtures, folder / "releases")
