"""From folders of fixtures to a data set that may be released; reads files, knows nothing of SQL or HTTP."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from api.curation import checks, evidence_lock, proof, reader
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
    locks: Mapping[Path, Lock] = {}
    try:
        locks = {one / LOCK: evidence_lock.read_lock(one / LOCK) for one in (folder, *beside)}
        faults += proof.faults(dataset, locks)
    except InvalidFixtures as invalid:
        faults += invalid.faults
    if faults:
        raise InvalidFixtures(faults)
    standing = dataset.standing()
    standing = replace(standing, passages=proof.digests(standing, locks))
    if faults := [*checks.premature(standing)]:
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
) -> tuple[Mapping[Path, Lock], list[Diagnostic]]:
    """Return the lock of each folder, by its file, as the texts prove it, and every fault but those of the locks.

    With faults, what was locked before stays: it may be of records that cannot be read.
    """
    folder, *beside = folders
    dataset, faults = _read(folder, resources, progress, beside)
    old = {one / LOCK: evidence_lock.read_proven(one / LOCK)[0] for one in folders}
    proven, unproven = proof.prove(dataset, texts, ChainMap(*map(dict, old.values())))
    faults += unproven
    locks = proof.split_by_folder(dataset, proven, list(old))
    if faults:
        locks = {file: {**old[file], **lock} for file, lock in locks.items()}
    return locks, faults


def _read(
    folder: Path, resources: Sequence[Resource], progress: Progress, beside: Sequence[Path]
) -> tuple[Dataset, list[Diagnostic]]:
    dataset, faults = reader.read(folder, resources, progress, beside)
    return dataset, [*faults, *checks.faults(dataset, resources)]
