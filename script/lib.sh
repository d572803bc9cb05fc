# What the scripts beside this file share: where things are, how they speak, how the Python side is set up.
# Source it (`. "$(dirname "$0")/lib.sh"`); it changes into the repository's root, so that relative paths hold.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT"
VENV=$ROOT/.venv
ORACLE_VENV=$ROOT/.venv-oracle

say() { printf '%s\n' "$*"; }
warn() { printf 'Note: %s\n' "$*" >&2; }
fail() { printf 'Error: %s\n' "$*" >&2; exit 1; }

# Prints the path of a Python 3.11 or newer; fails when there is none. A version manager's shim may exist
# without a version behind it, so each candidate has to answer. ORIGINSEAL_PYTHON chooses one by hand.
find_python() {
    local name
    if [ -n "${ORIGINSEAL_PYTHON:-}" ]; then
        is_new_enough "$ORIGINSEAL_PYTHON" || return 1
        command -v "$ORIGINSEAL_PYTHON"
        return
    fi
    for name in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

is_new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Debian and Ubuntu ship Python without the two modules that make a virtual environment.
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Prints what an installation depends on. Where it equals the stamp of the last complete installation, there is
# nothing to do. The path is part of it because a virtual environment cannot be moved.
fingerprint() {
    { printf '%s\n' "$ROOT"; cat "$@"; } | sha256sum | cut -d' ' -f1
}

is_stamped() { [ -x "$1/bin/python" ] && "$1/bin/python" -c '' 2>/dev/null && [ "$(cat "$1/$2" 2>/dev/null)" = "$3" ]; }

# install_lock VENV LOCK: makes the virtual environment VENV hold exactly what LOCK pins, checked by its hashes.
install_lock() {
    local venv=$1 lock=$2 python stamp
    stamp=$(fingerprint "$lock")
    if is_stamped "$venv" .lock-stamp "$stamp"; then
        say "Python packages: ${venv##*/} holds $lock already."
        return
    fi
    python=$(find_python) || fail "no Python 3.11 or newer was found. Install one (Debian, Ubuntu: sudo apt-get install" \
        "-y python3 python3-venv) or name one: ORIGINSEAL_PYTHON=/path/to/python3 $0"
    can_make_venv "$python" || fail "$python cannot make virtual environments (module venv or ensurepip is missing)." \
        "Run: sudo apt-get install -y $(venv_package "$python")"
    say "Python packages: installing the $(grep -c '^[A-Za-z0-9]' "$lock") packages of $lock into ${venv##*/}" \
        "(takes a minute or more) …"
    # --clear: what an interrupted or moved installation left behind would otherwise stay for ever.
    "$python" -m venv --clear "$venv"
    # -qq: errors alone. The lock names every package, so pip has nothing to resolve; --require-hashes refuses any other file.
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input -qq install --no-deps --require-hashes \
        -r "$lock" || fail "pip could not install $lock: its message above says why. Nothing is half done: run $0 again."
    printf '%s\n' "$stamp" >"$venv/.lock-stamp"
}

# The package that completes this Python: of its own version where the distribution made it, else the default one.
venv_package() {
    case $(command -v "$1") in
        /usr/bin/*) "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])' ;;
        *) echo python3-venv ;;
    esac
}

# Puts the commands scanner, issuance and reference-service into .venv/bin, running from this working copy.
install_commands() {
    local stamp
    stamp=$(fingerprint pyproject.toml "$VENV/.lock-stamp")
    is_stamped "$VENV" .commands-stamp "$stamp" && return
    say "Commands: putting scanner, issuance and reference-service into .venv/bin …"
    "$VENV/bin/python" -m pip --disable-pip-version-check --no-input -qq install --no-deps --no-build-isolation \
        -e . || fail "pip could not install this working copy: its message above says why."
    printf '%s\n' "$stamp" >"$VENV/.commands-stamp"
}

# Two set-ups in one working copy at once would write the same files: the second waits. The lock is held on the
# folder itself (file descriptor 9) and falls with the process.
hold_setup_lock() {
    exec 9<"$ROOT"
    if ! flock --nonblock 9; then
        say "Another set-up of this working copy is running: waiting for it …"
        flock 9
    fi
}
