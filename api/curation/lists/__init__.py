"""Sanctions lists: their files, their versions, and the records that they make."""
