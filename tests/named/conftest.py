"""The real command in a process of the tests."""

from tests.workspace.conftest import data, run

__all__ = ["data", "run"]
