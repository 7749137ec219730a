"""Tests of understanding, in the app's environment."""
