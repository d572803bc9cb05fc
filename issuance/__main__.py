"""The command `issuance`. Where its libraries are not installed, it says so in a sentence."""

import sys


def main() -> int:
    """Run the command line."""
    try:
        from issuance.cli import main as run
        from look.logs import log_as_json
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"issuance: the library {error.name} is not installed; run: pip install 'originseal[issuance]'\n"
        )
        return 1
    log_as_json()
    return run()


if __name__ == "__main__":
    sys.exit(main())
