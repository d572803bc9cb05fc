"""Replacement: a new application takes the place of a certificate. Which one it may: `applications/replacing.py`."""
