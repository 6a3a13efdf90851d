"""Marks that run a test over all that is declared."""

import pytest

from api.kinds import RESOURCES
from api.release.combined import lists

#: Run a test for each kind of fact.
kinds = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
#: Run a test for each list: of each kind, and of all kinds together.
all_lists = pytest.mark.parametrize("resource", lists(RESOURCES), ids=lambda resource: resource.name)
