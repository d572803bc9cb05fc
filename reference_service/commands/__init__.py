"""The subcommands: each module has `register(subparsers)` and sets a `run(args) -> exit code`."""
