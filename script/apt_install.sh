#!/usr/bin/env bash
# Installs Debian packages without questions and without starting or enabling any service: the tests start servers
# of their own, and a web server that appears on port 80 of someone's laptop would be a surprise.
# This is the only thing here that runs with root's rights. Usage: apt_install.sh PACKAGE…
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# Debian's package scripts ask this program before they start a service; 101 means "not allowed".
# An administrator's own answer is left alone.
policy=/usr/sbin/policy-rc.d
own_policy=
log=$(mktemp)
trap 'rm -f "$log" ${own_policy:+"$own_policy"}' EXIT
if [ ! -e "$policy" ]; then
    own_policy=$policy
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

# Its hundreds of lines are shown where it failed.
if ! apt-get -o DPkg::Lock::Timeout=600 -qq --no-install-recommends install -y "$@" </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

# Not at the next start of the machine either: only what this very run brought.
if [ -d /run/systemd/system ]; then
    for package in "$@"; do
        case $package in postgresql | redis-server | nginx) systemctl --quiet disable "$package" || true ;; esac
    done
fi
