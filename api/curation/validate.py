"""From folders of fixtures to a data set that may be released; reads files, knows nothing of SQL or HTTP."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.curation import checks, evidence_lock, reader
from api.curation.dataset import Dataset, paused_gc
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.evidence_lock import Lock
from api.curation.progress import Progress, quiet
from api.curation.reader import LOCK
from api.model.resource import Resource


@paused_gc()
def load_valid(
    folder: Path, resources: Sequence[Resource], progress: Progress = quiet, beside: Sequence[Path] = ()
) -> Dataset:
    """Read a folder, and folders beside it, and check everything; raise `InvalidFixtures` with every fault at once."""
    dataset, faults = _read(folder, resources, progress, beside)
    try:
        locks = {one / LOCK: evidence_lock.read_lock(one / LOCK) for one in (folder, *beside)}
        faults += evidence_lock.faults(dataset, locks)
    except InvalidFixtures as invalid:
        faults += invalid.faults
    standing = dataset.standing()
    faults = faults or list(checks.premature(standing))
    if faults:
        raise InvalidFixtures(faults)
    return standing


def load_unlocked(folder: Path, resources: Sequence[Resource], beside: Sequence[Path] = ()) -> Dataset:
    """Read folders and check everything but the locks; raise `InvalidFixtures` with every fault at once."""
    dataset, faults = _read(folder, resources, quiet, beside)
    if faults:
        raise InvalidFixtures(faults)
    return dataset.standing()


def prove_locks(
    folders: Sequence[Path], resources: Sequence[Resource], texts: Mapping[str, str], progress: Progress = quiet
) -> Mapping[Path, Lock]:
    """Return the lock of each folder, by its file, as the texts prove it; check everything but the locks.

    Raises `InvalidFixtures` with every fault at once.
    """
    folder, *beside = folders
    dataset, faults = _read(folder, resources, progress, beside)
    files = [one / LOCK for one in folders]
    try:
        old = ChainMap(*(dict(evidence_lock.read_proven(file)[0]) for file in files))
        proven = evidence_lock.prove(dataset, texts, old)
    except InvalidFixtures as invalid:
        faults += invalid.faults
    if faults:
        raise InvalidFixtures(faults)
    return evidence_lock.split_by_folder(dataset, proven, files)


def _read(
    folder: Path, resources: Sequence[Resource], progress: Progress, beside: Sequence[Path]
) -> tuple[Dataset, list[Diagnostic]]:
    dataset, faults = reader.read(folder, resources, progress, beside)
    return dataset, [*faults, *checks.faults(dataset, resources)]
