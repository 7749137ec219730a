"""Fixtures of these tests."""

from tests.intents.engine_fixture import real_engine

__all__ = ["real_engine"]
