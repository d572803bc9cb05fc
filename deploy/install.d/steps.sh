# The machine, its users and folders, the release, the secrets and settings. Sourced by deploy/install.
# shellcheck shell=bash

# Another place than this is for trials.
OPT=${ORIGINSEAL_OPT:-/opt/originseal}
ETC=/etc/originseal
CREDENTIALS=$ETC/credentials
NEEDED=(postgresql redis-server nginx clamav-daemon clamav-freshclam python3-venv fonts-noto-core fonts-noto-cjk libzbar0)

say() { printf '%s\n' "$*"; }
fail() { printf 'Error: %s\n' "$*" >&2; exit 1; }
# Does it, or says what it would do.
run() { if [ -n "$DRY" ]; then printf '  would run: %s\n' "$*"; else "$@"; fi; }
is_name() { [[ $1 =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$ ]]; }
# put MODE OWNER:GROUP SOURCE TARGET: the same file, replaced in one step where it differs. Sets CHANGED.
put() {
    local mode=$1 owner=$2 source=$3 target=$4
    if cmp -s "$source" "$target"; then return; fi
    CHANGED=yes
    say "  $target"
    if [ -n "$DRY" ]; then return; fi
    install -D -m "$mode" -o "${owner%:*}" -g "${owner#*:}" "$source" "$target.new"
    mv "$target.new" "$target"
}
# keep MODE TARGET: standard input to a file that is not there yet; one that is there stays as it is.
keep() {
    if [ -e "$2" ]; then cat >/dev/null; say "  $2 stays as it is"; return; fi
    say "  $2"
    if [ -n "$DRY" ]; then cat >/dev/null; return; fi
    (umask 077; cat >"$2.new")
    chmod "$1" "$2.new"
    mv "$2.new" "$2"
}

check_machine() {
    local package missing=()
    [ "$(id -u)" = 0 ] || fail "this sets up a server: run it as root."
    [ -d /run/systemd/system ] || fail "systemd does not run here. In a container use deploy/compose.yaml."
    for package in "${NEEDED[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] || fail "packages are missing. Run: apt-get install -y ${missing[*]}"
}

make_users_and_folders() {
    say "Users and folders:"
    put 644 root:root "$HERE/deploy/systemd/sysusers.conf" /etc/sysusers.d/originseal.conf
    run systemd-sysusers /etc/sysusers.d/originseal.conf
    put 644 root:root "$HERE/deploy/systemd/tmpfiles.conf" /etc/tmpfiles.d/originseal.conf
    run systemd-tmpfiles --create /etc/tmpfiles.d/originseal.conf
}

# A release is a folder that is never changed once it is complete: programs, these files, the manuals.
make_release() {
    local wheels=("$HERE"/dist/originseal-*.whl) locks=("$HERE/requirements-reference.lock" "$HERE/requirements-issuance.lock")
    [ -e "${wheels[0]}" ] || fail "there is no $HERE/dist/originseal-*.whl: unpack a release, or build one (script/release)."
    [ ${#wheels[@]} = 1 ] || fail "there are several wheels in $HERE/dist: leave the one that is to run."
    [ -e "${locks[0]}" ] && [ -e "${locks[1]}" ] || locks=("$HERE/requirements.lock")
    RELEASE=$OPT/releases/$(cat "${wheels[0]}" "${locks[@]}" | sha256sum | cut -c1-12)
    say "Release: $RELEASE"
    if [ -e "$RELEASE/complete" ]; then say "  is here already"; return; fi
    if [ -n "$DRY" ]; then say "  would install ${wheels[0]##*/} with ${locks[*]##*/}"; return; fi
    install -d -m 755 "$OPT" "$OPT/releases" "$RELEASE"
    # Another place may have laid the packages here before, by their locks: a server without a way to the internet.
    if [ ! -e "$RELEASE/venv/packages-complete" ]; then
        python3 -m venv --clear "$RELEASE/venv"
        for lock in "${locks[@]}"; do
            "$RELEASE/venv/bin/pip" --disable-pip-version-check --no-input -qq install --no-deps --require-hashes -r "$lock"
        done
        touch "$RELEASE/venv/packages-complete"
    fi
    "$RELEASE/venv/bin/pip" --disable-pip-version-check --no-input -qq install --no-deps --no-index --force-reinstall \
        "${wheels[0]}"
    cp -rL "$HERE/deploy" "$HERE/docs" "$RELEASE/"
    # A power cut leaves a release without this mark, which is then made anew.
    sync -f "$RELEASE"
    touch "$RELEASE/complete"
}

make_secrets() {
    local owner publish purge
    say "Secrets, for root alone; systemd hands each to the units that need it:"
    openssl rand -base64 36 | tr -d '\n' | keep 600 "$CREDENTIALS/passphrase"
    owner=$(openssl rand -hex 24) publish=$(openssl rand -hex 24) purge=$(openssl rand -hex 24)
    printf '*:*:*:originseal_migrate:%s\n' "$owner" | keep 600 "$CREDENTIALS/owner.pgpass"
    printf '*:*:*:originseal_publish:%s\n*:*:*:originseal_purge:%s\n' "$publish" "$purge" |
        keep 600 "$CREDENTIALS/publisher.pgpass"
    openssl rand -base64 36 | tr -d '\n' | keep 600 "$CREDENTIALS/receipt-passphrase"
    openssl rand -hex 24 | keep 600 "$CREDENTIALS/redis-reference"
    openssl rand -hex 24 | keep 600 "$CREDENTIALS/redis-office"
}

secret() { if [ -n "$DRY" ] && [ ! -e "$1" ]; then echo SECRET; else cat "$1"; fi; }

write_settings() {
    say "Settings:"
    keep 600 "$ETC/office.toml" <<EOF
# Settings of the office: docs/operations/server.md. All are texts in quotes.
directory = "/var/lib/originseal"
database_url = "postgresql+psycopg://originseal_office@/originseal_office?host=/run/postgresql"
register_url = "postgresql+psycopg://originseal_office@/originseal_register?host=/run/postgresql"
redis_url = "unix://office:$(secret "$CREDENTIALS/redis-office")@/run/redis/redis-server.sock"
public_url = "https://$OFFICE"
reference_url = "https://$REFERENCE"
proxies = "1"
clamd = "unix:/run/clamav/clamd.ctl"
uploads_unscanned = "refuse"
mail_from = "noreply@$OFFICE"
# Mail waits until this is set, for example: smtp_url = "smtp+starttls://user@mail.example.jp:587"
EOF
    keep 600 "$ETC/reference.toml" <<EOF
# Settings of the reference service: docs/reference-service.md. All are texts in quotes.
register_url = "postgresql+psycopg://originseal_reference@/originseal_register?host=/run/postgresql"
documents_url = "file:///var/lib/originseal/register/documents"
trust_directory = "/var/lib/originseal/trust/repository"
redis_url = "unix://reference:$(secret "$CREDENTIALS/redis-reference")@/run/redis/redis-server.sock"
office_url = "https://$OFFICE"
EOF
    printf 'ORIGINSEAL_ONCALL=%s\n' "$ONCALL" | keep 644 "$ETC/notify.env"
}
