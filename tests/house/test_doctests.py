"""What docstrings show is so: every example in the source is run."""

import doctest
import importlib
import pkgutil

import pytest

import jinliang

NAMES = sorted(
    one.name
    for one in pkgutil.walk_packages(jinliang.__path__, "jinliang.")
    if not one.name.endswith("__main__") and ".migrations." not in one.name
)
FINDER = doctest.DocTestFinder(exclude_empty=True)
EXAMPLES = [test for name in NAMES for test in FINDER.find(importlib.import_module(name), name) if test.examples]


@pytest.mark.parametrize("test", EXAMPLES, ids=lambda test: test.name)
def test_an_example_in_a_docstring_is_so(test: doctest.DocTest) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test)
    assert runner.failures == 0, test.name


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 50
