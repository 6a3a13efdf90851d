"""A plugin of pytest that empties every cache of the package before each test.

Without it, a mutant would go unnoticed where a test gets a right answer that an earlier test left in a cache.
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
