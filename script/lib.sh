# What the scripts beside this file share: where things are, how they speak, how the Python side is set up.
# Source it (`. "$(dirname "$0")/lib.sh"`); it changes into the repository's root, so that relative paths hold.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT"
VENV=$ROOT/.venv
ORACLE_VENV=$ROOT/.venv-oracle
NODE_VENV=$ROOT/.venv-node
BENCH_VENV=$ROOT/.venv-bench

# Where it is set, every process of the tests would compile each of our modules anew: a third of its start.
unset PYTHONDONTWRITEBYTECODE

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

# Puts a Node.js of version 20 or newer with its npm on the PATH: the machine's own, else the one that PyPI carries.
provide_node() {
    is_new_node && return
    install_lock "$NODE_VENV" requirements-node.lock
    PATH=$NODE_VENV/bin:$PATH
    is_new_node || fail "no Node.js 20 or newer with npm was found, and the one in ${NODE_VENV##*/} does not run."
}

is_new_node() {
    command -v npm >/dev/null 2>&1 &&
        node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' >/dev/null 2>&1
}

# Builds style and scripts of the web pages from web/ into static/built/ of the reference service and of the office.
build_web() {
    local packages built
    packages=$(fingerprint web/package.json web/package-lock.json web/.npmrc)
    # npm's own folder is no source; the names are part of the stamp, so that a deleted file counts too.
    built=$(find web -path web/node_modules -prune -o -path web/build -prune -o -type f -print0 | sort -z |
        xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
    if [ "$(cat web/node_modules/.originseal-stamp 2>/dev/null)" != "$packages" ]; then
        provide_node
        say "Web packages: installing what web/package-lock.json names (takes half a minute) …"
        (cd web && npm ci --silent) || fail "npm could not install web/package-lock.json: its message above says why."
        printf '%s\n' "$packages" >web/node_modules/.originseal-stamp
    fi
    [ "$(cat reference_service/static/built/.stamp 2>/dev/null)" = "$built" ] &&
        [ -e issuance/web/static/built/manifest.json ] && return
    provide_node
    say "Web pages: building style and scripts …"
    (cd web && npm run --silent build) || fail "the style and scripts of the pages could not be built: see above."
    printf '%s\n' "$built" >reference_service/static/built/.stamp
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
