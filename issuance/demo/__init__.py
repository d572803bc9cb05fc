"""The demo: one chamber, all its keys in one folder, and sample certificates of every kind and state.

It goes around everything that makes an office safe (offline keys, two people), and its mark file says so.
"""
