"""The command `operations`. Where its libraries are not installed, it says so in a sentence."""

import sys


def main() -> int:
    """Run the command line."""
    try:
        from operations.cli import main as run
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"operations: the library {error.name} is not installed; run: pip install 'originseal[operations]'\n"
        )
        return 1
    return run()


if __name__ == "__main__":
    sys.exit(main())
