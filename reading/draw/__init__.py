"""Draws the pages of a file: bytes to pixels. Runs in the worker alone, for these libraries are not to be trusted."""
