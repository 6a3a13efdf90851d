"""Sanctions lists as fixtures: a package for each list."""
