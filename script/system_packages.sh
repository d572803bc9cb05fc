# Which programs, libraries and fonts of the operating system are needed, and how they are had.
# Sourced by script/setup after lib.sh. What is there is found by looking for the thing itself and not for a package:
# that works on every distribution, needs no network, and survives renamed packages.
# shellcheck shell=bash

TO_RUN=(python3-venv python3-tk fonts-noto-core fonts-noto-cjk libzbar0 libgl1 libglib2.0-0)
TO_TEST=(postgresql redis-server softhsm2 poppler-utils xvfb openbox chromium nginx clamav-daemon
    libnginx-mod-http-modsecurity modsecurity-crs nftables prometheus prometheus-alertmanager mtail)

# What cannot be done without a package. The sentences of `essential` stop the set-up, the others do not.
consequence() {
    case $1 in
        python3-venv) echo "essential: the Python packages have no place to go" ;;
        python3-tk) echo "'scanner kiosk' cannot open its window (--terminal works)" ;;
        fonts-noto-*) echo "essential: certificates cannot be set in type" ;;
        libzbar0) echo "the scanner lacks its last fallback decoder" ;;
        libgl1 | libglib2.0-0) echo "'scanner camera' cannot open its window" ;;
        *) echo "the tests that need it are skipped" ;;
    esac
}

present() {
    local python
    case $1 in
        # Where there is no Python at all, install_lock says so in its own words.
        python3-venv) ! python=$(find_python) || can_make_venv "$python" ;;
        python3-tk) python=$(find_python) && "$python" -c 'import tkinter' 2>/dev/null ;;
        fonts-noto-core) has_font NotoSans-Regular.ttf ;;
        fonts-noto-cjk) has_font NotoSansCJK-Regular.ttc ;;
        libzbar0) has_library libzbar.so.0 ;;
        libgl1) has_library libGL.so.1 ;;
        libglib2.0-0) has_library libgthread-2.0.so.0 ;;
        postgresql) has_program initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        redis-server) has_program redis-server ;;
        softhsm2) has_program softhsm2-util ;;
        poppler-utils) has_program pdftotext && has_program pdfsig ;;
        xvfb) has_program Xvfb ;;
        openbox) has_program openbox ;;
        chromium) has_program chromium || has_program chromium-browser || has_program google-chrome ;;
        nginx) has_program nginx ;;
        clamav-daemon) has_program clamd ;;
        libnginx-mod-http-modsecurity) [ -e /usr/lib/nginx/modules/ngx_http_modsecurity_module.so ] ;;
        modsecurity-crs) [ -d /usr/share/modsecurity-crs/rules ] ;;
        nftables) has_program nft ;;
        prometheus) has_program promtool ;;
        prometheus-alertmanager) has_program amtool ;;
        mtail) has_program mtail ;;
        *) fail "script/system_packages.sh does not say how to look for $1: add it to present()." ;;
    esac
}

# Not `grep -q` after a pipe: it hangs up early, and with pipefail the hung-up command counts as failed.
# A person's PATH often lacks the folder of system programs.
has_program() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1; }
has_library() { PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -F "$1" >/dev/null; }
has_font() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name "$1" -print -quit 2>/dev/null)" ]; }

# The name under which apt can install the package here; fails when there is none.
apt_name() {
    # Ubuntu's package chromium only fetches a snap, which containers and servers cannot run.
    if [ "$1" = chromium ] && grep -qs '^ID=ubuntu' /etc/os-release; then return 1; fi
    local name
    # Each version of Python has a package of its own for this.
    [ "$1" != python3-venv ] || set -- "$(venv_package "$(find_python)")"
    # Debian 13 and Ubuntu 24.04 renamed libraries whose time type became 64 bits wide.
    for name in "$1" "$1t64"; do
        if apt-cache policy "$name" 2>/dev/null | grep '^  Candidate: [^(]' >/dev/null; then
            echo "$name"
            return
        fi
    done
    return 1
}

# as_root COMMAND…: runs it with root's rights without asking for a password; fails where that is not allowed.
may_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# ensure_system_packages PACKAGE…: installs what is missing where that is allowed, else says exactly what to type.
ensure_system_packages() {
    local package name missing=() names=()
    for package in "$@"; do present "$package" || missing+=("$package"); done
    if [ ${#missing[@]} = 0 ]; then
        say "System packages: all $# are here."
        return
    fi
    if ! command -v apt-get >/dev/null; then
        warn "this machine has no apt. Install by its own means what Debian calls: ${missing[*]}"
    elif ! may_be_root; then
        for package in "${missing[@]}"; do names+=("$(apt_name "$package" || echo "$package")"); done
        warn "system packages are missing and this user may not install them. Run:"
        say "    sudo apt-get install -y ${names[*]}"
    else
        say "System packages: asking apt what it knows of ${missing[*]} …"
        as_root apt-get -qq update || warn "apt-get update failed (no network?): trying with the lists that are here."
        for package in "${missing[@]}"; do
            if name=$(apt_name "$package"); then names+=("$name"); else warn "apt has no package $package here."; fi
        done
        if [ ${#names[@]} -gt 0 ]; then
            say "System packages: installing ${names[*]} (may take minutes) …"
            as_root bash "$ROOT/script/apt_install.sh" "${names[@]}" || warn "apt could not install all of it: see above."
        fi
    fi
    name_what_is_missing "${missing[@]}"
}

# One sentence per package that is still missing; ends the set-up where one of them is essential.
name_what_is_missing() {
    local package text stop=
    for package in "$@"; do
        present "$package" && continue
        text=$(consequence "$package")
        warn "$package is missing, so ${text#essential: }."
        case $text in essential:*) stop="$stop $package" ;; esac
    done
    [ -z "$stop" ] || fail "cannot go on without:$stop. Run: sudo apt-get install -y$stop"
}
