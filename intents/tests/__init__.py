"""Tests of the components, run in the engine's own environment."""
