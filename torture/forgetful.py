"""Each test begins with nothing remembered, so that what one had computed, a mutant has to compute anew in the next.

A plugin of pytest. Without it, a test that is given the right answer of the test before notices nothing.
"""

import sys
from functools import _lru_cache_wrapper

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Empty every cache of the package."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "api":
            for value in list(vars(module).values()):
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()
