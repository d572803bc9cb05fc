"""Makes what a release consists of, the same bytes whoever makes it: wheel, bills of materials, licences, their sums.

    script/release                          # into dist/, from the last commit
    script/release --key release_key        # and signs the sums (an SSH key of the project: docs/release.md)
    script/release --verify dist --signers release-signers

The wheel is built twice, in two folders, and refused where the two differ. The time in it is that of the last commit
(SOURCE_DATE_EPOCH), and its files are what git has there, with the built style and scripts of the pages.
"""

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from script import bills, licences

ROOT = Path(__file__).resolve().parent.parent
BUILT = ("reference_service/static/built", "issuance/web/static/built")
SUMS = "SHA256SUMS"
NAMESPACE = "originseal-release"
"""What a signature is for (ssh-keygen(1), -n): one made for anything else does not count."""
_BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


class ReleaseError(Exception):
    """A release cannot be made, or is not what it says; the sentence says why and what to do."""


def main() -> int:
    """Make or verify a release; exit 1 with a sentence where it cannot be."""
    arguments = _arguments()
    try:
        if arguments.verify:
            verify(arguments.verify, arguments.signers)
            print(f"{arguments.verify}: every sum and the signature fit.")
        else:
            make(arguments.into, arguments.key)
            print(f"{arguments.into}: " + ", ".join(sorted(path.name for path in arguments.into.iterdir())))
    except ReleaseError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def make(into: Path, key: Path | None) -> None:
    """Make everything in the folder `into`, which must not hold a release yet."""
    if into.exists() and any(into.iterdir()):
        raise ReleaseError(f"{into} is not empty: a release is made into a folder of its own.")
    into.mkdir(parents=True, exist_ok=True)
    wheel, again = (build_wheel(ROOT, "HEAD") for _ in range(2))
    if wheel != again:
        raise ReleaseError("Two builds of the wheel differ: something in it is of the machine or the moment.")
    name, data = wheel
    (into / name).write_bytes(data)
    (into / "sbom-python.cdx.json").write_text(bills.of_python(ROOT), encoding="utf-8")
    (into / "sbom-web.cdx.json").write_text(bills.of_web(ROOT), encoding="utf-8")
    (into / "LICENCES.txt").write_text(licences.listed(ROOT), encoding="utf-8")
    sums = "".join(f"{_sha256(path)}  {path.name}\n" for path in sorted(into.iterdir()))
    (into / SUMS).write_text(sums, encoding="ascii")
    if key is not None:
        _ssh("-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(into / SUMS))


def verify(folder: Path, signers: Path) -> None:
    """Compare a release with its sums, and their signature with those who may sign (ssh-keygen(1), ALLOWED SIGNERS)."""
    try:
        sums = (folder / SUMS).read_bytes()
        signature = folder / f"{SUMS}.sig"
        rows = [line.split("  ", 1) for line in sums.decode("ascii").splitlines()]
        named = {name: sha256 for sha256, name in rows}
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{folder} holds no release with {SUMS}: {error}.") from error
    there = {path.name for path in folder.iterdir()} - {SUMS, signature.name}
    if there != named.keys():
        raise ReleaseError(f"{folder} holds other files than {SUMS} names: {', '.join(sorted(there ^ named.keys()))}.")
    wrong = sorted(name for name, sha256 in named.items() if _sha256(folder / name) != sha256)
    if wrong:
        raise ReleaseError(f"These files are not the released ones: {', '.join(wrong)}. Fetch them again.")
    said = ("-f", str(signers), "-I", NAMESPACE, "-n", NAMESPACE, "-s", str(signature))
    _ssh("-Y", "verify", *said, data=sums)


def build_wheel(root: Path, commit: str) -> tuple[str, bytes]:
    """Build the wheel of a commit in a folder of its own; return its name and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "source", Path(folder) / "made"
        made.mkdir()
        packed = _run(["git", "archive", "--format=tar", commit], root)
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(source, filter="data")
        for built in BUILT:
            _copy_built(root / built, source / built)
        moment = _run(["git", "log", "-1", "--format=%ct", commit], root).decode().strip()
        environment = os.environ | {"SOURCE_DATE_EPOCH": moment, "PYTHONHASHSEED": "0"}
        _run([sys.executable, "-W", "ignore", "-c", _BUILD, str(made)], source, environment)
        (wheel,) = made.glob("*.whl")
        return wheel.name, wheel.read_bytes()


def _copy_built(source: Path, target: Path) -> None:
    if not (source / "manifest.json").exists():
        raise ReleaseError(f"{source} was not built: run script/setup first.")
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir()):
        # The stamp tells the builder what is there; it is no part of the site.
        if file.is_file() and file.name != ".stamp":
            (target / file.name).write_bytes(file.read_bytes())


def _ssh(*arguments: str, data: bytes = b"") -> None:
    _run(["ssh-keygen", *arguments], ROOT, data=data)


def _run(command: list[str], folder: Path, environment: dict[str, str] | None = None, data: bytes = b"") -> bytes:
    try:
        ran = subprocess.run(command, cwd=folder, env=environment, input=data, capture_output=True, check=False)
    except OSError as error:
        raise ReleaseError(f"{command[0]} cannot be run: {error}.") from error
    if ran.returncode != 0:
        raise ReleaseError(f"{' '.join(command[:3])} says: {ran.stderr.decode(errors='replace').strip()[-500:]}")
    return ran.stdout


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="an empty folder (default: dist)")
    parser.add_argument("--key", type=lambda text: Path(text).resolve(), help="the project's SSH key, to sign the sums")
    parser.add_argument("--verify", type=lambda text: Path(text).resolve(), help="a folder with a release")
    parser.add_argument(
        "--signers", type=lambda text: Path(text).resolve(), help="who may sign: an allowed-signers file"
    )
    arguments = parser.parse_args()
    if bool(arguments.verify) != bool(arguments.signers):
        parser.error("--verify and --signers go together: whose signature is believed is yours to say")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
