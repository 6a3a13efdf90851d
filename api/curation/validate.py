"""From a folder of fixtures to a data set that may be released; reads files, knows nothing of SQL or HTTP."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.curation import checks, evidence_lock, reader
from api.curation.dataset import Dataset
from api.curation.diagnostics import Faulty
from api.curation.evidence_lock import Lock
from api.curation.garbage import uncollected
from api.curation.progress import Progress, quiet
from api.curation.reader import LOCK
from api.model.resource import Resource


@uncollected()
def checked(
    folder: Path, resources: Sequence[Resource], progress: Progress = quiet, beside: Sequence[Path] = ()
) -> Dataset:
    """Read a folder, and folders beside it, and check everything; raise `Faulty` with every fault at once."""
    dataset, faults = reader.read(folder, resources, progress, beside)
    faults += checks.faults(dataset, resources)
    try:
        locks = {place / LOCK: evidence_lock.read(place / LOCK) for place in (folder, *beside)}
        faults += evidence_lock.faults(dataset, locks)
    except Faulty as faulty:
        faults += faulty.faults
    standing = dataset.standing()
    faults = faults or list(checks.premature(standing))
    if faults:
        raise Faulty(faults)
    return standing


def joinable(folder: Path, resources: Sequence[Resource], beside: Sequence[Path] = ()) -> Dataset:
    """Read folders to write others beside; check all but the lock, and raise `Faulty` with every fault at once."""
    dataset, faults = reader.read(folder, resources, beside=beside)
    faults += checks.faults(dataset, resources)
    if faults:
        raise Faulty(faults)
    return dataset.standing()


def relocked(folder: Path, resources: Sequence[Resource], texts: Mapping[str, str], progress: Progress = quiet) -> Lock:
    """Check everything but the lock, and give the lock that the texts prove; raise `Faulty` with every fault."""
    return locks([folder], resources, texts, progress)[folder / LOCK]


def locks(
    folders: Sequence[Path], resources: Sequence[Resource], texts: Mapping[str, str], progress: Progress = quiet
) -> Mapping[Path, Lock]:
    """Check everything but the locks, and give the lock that the texts prove for each folder, by its file.

    Raises `Faulty` with every fault.
    """
    folder, *beside = folders
    dataset, faults = reader.read(folder, resources, progress, beside)
    faults += checks.faults(dataset, resources)
    try:
        old = ChainMap(*(dict(_old(place / LOCK)) for place in folders))
        proven = evidence_lock.apart(
            dataset, evidence_lock.locked(dataset, texts, old), [place / LOCK for place in folders]
        )
    except Faulty as faulty:
        faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return proven


def _old(file: Path) -> Lock:
    """Read the lock that is there; a broken one is about to be written anew."""
    try:
        return evidence_lock.read(file)
    except Faulty:
        return {}
