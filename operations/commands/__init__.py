"""The commands of `operations`, a module each."""
