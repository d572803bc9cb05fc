"""Hypothesis without a deadline: how long an example takes on a busy machine says nothing about the format."""

from hypothesis import settings

settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")
