"""One module per command: `register` describes it to argparse, `run` does it and returns the exit code."""
