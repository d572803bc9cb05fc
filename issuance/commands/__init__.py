"""Subcommands of `issuance`, a module per subject: `register(subparsers)` adds it, `run(args)` does it."""
