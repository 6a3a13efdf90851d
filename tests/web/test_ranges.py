"""The data set in parts: a length, a digest, and any range of its bytes; no other path has ranges."""

import base64
import hashlib
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kinds import RESOURCES
from api.model.budget import spending
from api.query.selection import Selection
from api.query.store import Store
from api.release.combined import lists
from api.web.ranges import Measures, cut
from tests.contract import CheckedClient, assert_problem
from tests.outside import program
from tests.serving import serving

FORMS = pytest.mark.parametrize("path", ["/v1/dataset", "/v1/dataset?format=json", "/v1/dataset?as_of=2020-05-11"])


@FORMS
def test_it_has_a_length_and_always_the_same_digest(sample_client: CheckedClient, path: str) -> None:
    for answer in (sample_client.get(path), sample_client.get(path)):
        digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
        assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers["Accept-Ranges"] == "bytes"
    assert sample_client.head(path).headers["Content-Length"] == str(len(answer.data))
    zipped = sample_client.get(path, headers={"Accept-Encoding": "gzip"})
    assert not {"Accept-Ranges", "Repr-Digest", "Content-Length"} & set(zipped.headers.keys())


@FORMS
def test_a_range_is_a_part_of_the_same_whole(sample_client: CheckedClient, path: str) -> None:
    """Row 23 of what clients tried."""
    whole = sample_client.get(path)
    length = len(whole.data)
    for asked, begin, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=100-", 100, length),
        ("Bytes=100-4999", 100, 5000),
        ("bytes=-7", length - 7, length),
        (f"bytes=-{length * 2}", 0, length),
        (f"bytes=5-{length * 2}", 5, length),
    ):
        for more in ({}, {"If-Range": whole.headers["ETag"]}, {"Accept-Encoding": "gzip"}, {"If-None-Match": '"x"'}):
            part = sample_client.get(path, headers={"Range": asked, **more})
            assert (part.status_code, part.data) == (206, whole.data[begin:end])
            assert part.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{length}"
            assert part.headers["Content-Length"] == str(end - begin)
            for name in ("ETag", "Repr-Digest", "Content-Type", "X-Release"):
                assert part.headers[name] == whole.headers[name]


@FORMS
def test_what_asks_for_no_part_of_it_gets_the_whole(sample_client: CheckedClient, path: str) -> None:
    whole = sample_client.get(path)
    for asked in ("bytes=0-1,5-6", "bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "lines=0-1", "0-1"):
        assert sample_client.get(path, headers={"Range": asked}).data == whole.data
    weak = f"W/{whole.headers['ETag']}"
    for other in ('"other"', weak, whole.headers["Last-Modified"]):
        answer = sample_client.get(path, headers={"Range": "bytes=0-1", "If-Range": other})
        assert (answer.status_code, answer.data) == (200, whole.data)
    assert sample_client.head(path, headers={"Range": "bytes=0-1"}).status_code == 200
    held = {"Range": "bytes=0-1", "If-None-Match": whole.headers["ETag"]}
    assert sample_client.get(path, headers=held).status_code == 304


def test_a_range_behind_the_end_is_told_the_length(sample_client: CheckedClient) -> None:
    length = len(sample_client.get("/v1/dataset").data)
    for asked in (f"bytes={length}-", f"bytes={length + 5}-{length + 9}", "bytes=-0"):
        answer = sample_client.get("/v1/dataset", headers={"Range": asked})
        assert_problem(answer, 416, f"there are {length} bytes")
        assert answer.headers["Content-Range"] == f"bytes */{length}"


@pytest.mark.parametrize("path", ["/v1", "/v1/actors", "/v1/actors?format=ndjson&limit=all", "/docs/"])
def test_no_other_path_has_ranges(sample_client: CheckedClient, path: str) -> None:
    answer = sample_client.get(path, headers={"Range": "bytes=0-1"})
    assert (answer.status_code, "Accept-Ranges" in answer.headers) == (200, False)
    assert answer.data == sample_client.get(path).data


@given(st.lists(st.binary(max_size=5), max_size=8), st.integers(0, 40), st.integers(0, 40))
def test_what_is_cut_out_is_what_a_slice_would_be(pieces: list[bytes], begin: int, end: int) -> None:
    assert b"".join(cut(pieces, begin, max(begin, end))) == b"".join(pieces)[begin : max(begin, end)]


def test_nobody_waits_for_what_is_being_measured() -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        begun.set()
        goes_on.wait(10)
        yield b"slow"

    measures = Measures(most=2)
    thread = threading.Thread(target=measures.of, args=("slow", slow))
    thread.start()
    assert begun.wait(10) and measures.of("slow", slow) is None and measures.of("other", lambda: [b"x"]) is None
    goes_on.set()
    thread.join(10)
    assert measures.of("slow", lambda: [b"not asked again"]) == Measures().of("", lambda: [b"slow"])
    for name in ("a", "b", "slow"):
        whole = Measures().of("", lambda name=name: [f"{name}!".encode()])
        assert measures.of(name, lambda name=name: [name.encode(), b"!"]) == whole


def test_a_whole_that_takes_too_long_to_measure_is_measured_as_it_is_sent(shipped: Path) -> None:
    """Else a large release could not be downloaded at all: each request would end while it was measured."""
    store, measures = Store(shipped, RESOURCES), Measures()
    everything = lists(RESOURCES)[-1]
    whole = Selection(everything, q="-nothing", sort=everything.order, limit=None, facets=("kind",))

    def pieces() -> Iterator[bytes]:
        return (found.document for part in store.lists.stream(whole)[1] for found in part)

    with spending(0):
        assert measures.of("all", pieces) is None
    sent = measures.passing("all", pieces())
    assert next(sent) and measures.of("all", pieces) is not None
    assert list(measures.passing("some", [b"a", b"b"])) == [b"a", b"b"]
    assert measures.of("some", lambda: [b"not asked again"]) == Measures().of("", lambda: [b"ab"])


@pytest.mark.outside("curl")
def test_curl_resumes_a_download_that_broke_off(invented: Path, tmp_path: Path) -> None:
    """Row 23 of what clients tried."""
    with serving(invented) as port:
        address, file = f"http://127.0.0.1:{port}/v1/dataset", tmp_path / "facts.ndjson"
        curl = [str(program("curl")), "--silent", "--show-error", "--fail", address, "-o"]
        subprocess.run([*curl, str(tmp_path / "whole")], check=True, timeout=60)
        whole = (tmp_path / "whole").read_bytes()
        for begun in (1, len(whole) // 2, len(whole) - 1):
            for more in ([], ["--compressed"]):
                file.write_bytes(whole[:begun])
                subprocess.run([*curl, str(file), "--continue-at", "-", *more], check=True, timeout=60)
                assert file.read_bytes() == whole
