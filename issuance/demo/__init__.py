"""The demonstration: sample drafts and documents of a chamber that does not exist."""
