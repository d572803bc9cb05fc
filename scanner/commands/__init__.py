"""One module per command: `register` describes it to argparse, `run` does it and returns the exit code.

Decoders and OpenCV are imported inside `run`, so that `scanner --help` answers at once on any machine.
"""
