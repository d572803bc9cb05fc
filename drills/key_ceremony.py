"""The offline keys lie in three safes: two holders are enough, one is not, and a lost key is replaced."""

import json
import shutil
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from drills.drill import Drill
from drills.rehearsal import CHAMBER, command, rehearse, typed
from drills.witness import Witness
from issuance.trust.keys import create_key, load_signer
from tests.offices import PASSPHRASE

ABOUT = "sign a new trust list and a new root with two of three offline keys; replace a lost one"
HOLDERS = ("root-1", "root-2", "root-3")


def run(drill: Drill) -> None:
    """Move the keys into safes, add a chamber, then lose a safe."""
    office_of = rehearse(drill)
    keys = office_of.config.keys / "tuf"
    safes = {holder: drill.folder / f"safe-of-{holder}" for holder in HOLDERS}
    for holder, safe in safes.items():
        safe.mkdir(mode=0o700)
        shutil.move(keys / f"{holder}.pem", safe / f"{holder}.pem")
    secret = drill.folder / "passphrase"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    scanner = Witness(drill.folder / "scanner", office_of.config.trust_repository)

    def signed(stick: Path, holder: str) -> None:
        drill.step(f"{holder} signs on the offline machine")
        words = ["trust", "sign", str(stick), "--key", str(safes[holder] / f"{holder}.pem"), "--yes"]
        said = typed(*words, "--passphrase-file", str(secret))
        drill.fact(f"the signature of {holder} lies on the stick", "Signed: " in said, said)

    drill.step("the office adds a chamber and writes a stick, for it has no offline key any more")
    refusal = command(office_of, *_add_key(drill), expected=1)
    drill.fact("without the offline keys the office publishes nothing", "needs 2 of its keys" in refusal, refusal)
    stick = drill.folder / "stick"
    command(office_of, *_add_key(drill), "--export", str(stick))
    signed(stick, "root-1")
    refusal = command(office_of, "trust", "assemble", str(stick), expected=1)
    drill.fact("one holder alone is not enough", "asks for 2" in refusal, refusal)
    copy = drill.folder / "second-stick"
    shutil.copytree(stick, copy)
    signed(copy, "root-3")
    with drill.timed("assembling"):
        command(office_of, "trust", "assemble", str(stick), str(copy))
    drill.fact("scanners know the new chamber", _knows(scanner, "OSA"))

    drill.step("the safe of root-2 burns; a new key takes its place")
    lost = _key_id(safes["root-2"] / "root-2.pem")
    shutil.rmtree(safes["root-2"])
    safes["root-4"] = drill.folder / "safe-of-root-4"
    safes["root-4"].mkdir(mode=0o700)
    create_key(safes["root-4"] / "root-4.pem", PASSPHRASE)
    public = _public(safes["root-4"] / "root-4.pem")
    root = drill.folder / "root-stick"
    command(
        office_of, "trust", "export", "root", str(root),
        "--add-key", "offline", str(public), "--drop-key", "offline", lost,
    )  # fmt: skip
    for holder in ("root-1", "root-3"):
        signed(root, holder)
    command(office_of, "trust", "assemble", str(root))
    renewal = drill.folder / "targets-stick"
    command(office_of, "trust", "export", "targets", str(renewal))
    for holder in ("root-3", "root-4"):
        signed(renewal, holder)
    command(office_of, "trust", "assemble", str(renewal))
    drill.fact("a scanner that pinned the first root follows to the newest", _knows(scanner, "OSA"))
    drill.fact("nobody had to be told anything", scanner.said == [], scanner.said)


def _add_key(drill: Drill) -> list[str]:
    entry = {
        "code": "OSA",
        "name": "Osaka Chamber of Commerce (Drill)",
        "address": "2-8 Hommachibashi\nOsaka",
        "country": "JP",
        "contact": "trade@example.jp",
        "time_zone": "Asia/Tokyo",
    }
    file = drill.folder / "osaka.json"
    file.write_text(json.dumps(entry), encoding="utf-8")
    return ["trust", "add-key", "--chamber", "OSA", "--chamber-file", str(file)]


def _knows(scanner: Witness, code: str) -> bool:
    scanner.look_again()
    held = scanner.checker.trust.current().trust.trust_list if scanner.checker else None
    return held is not None and {code, CHAMBER} <= {chamber.code for chamber in held.chambers}


def _key_id(file: Path) -> str:
    keyid: str = load_signer(file, PASSPHRASE).public_key.keyid
    return keyid


def _public(file: Path) -> Path:
    private = serialization.load_pem_private_key(file.read_bytes(), PASSPHRASE)
    public = file.with_suffix(".pub")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(private.public_key().public_bytes(serialization.Encoding.PEM, form))
    return public
