"""Tests of what ships beside the code."""
