# Redis and PostgreSQL. Sourced by deploy/install.
# shellcheck shell=bash

CLUSTER=/etc/postgresql/15/main

as_postgres() { setpriv --reuid postgres --regid postgres --init-groups psql -qX -v ON_ERROR_STOP=1 "$@"; }

set_up_redis() {
    local users
    say "Redis:"
    CHANGED=
    put 644 root:root "$HERE/deploy/redis/originseal.conf" /etc/redis/originseal.conf
    users=$(mktemp)
    sed -e "s/@REFERENCE_SHA256@/$(secret "$CREDENTIALS/redis-reference" | tr -d '\n' | sha256sum | cut -d' ' -f1)/" \
        -e "s/@OFFICE_SHA256@/$(secret "$CREDENTIALS/redis-office" | tr -d '\n' | sha256sum | cut -d' ' -f1)/" \
        "$HERE/deploy/redis/originseal.acl" >"$users"
    put 640 root:redis "$users" /etc/redis/originseal.acl
    rm -f "$users"
    if ! grep -qxF 'include /etc/redis/originseal.conf' /etc/redis/redis.conf; then
        CHANGED=yes
        say "  /etc/redis/redis.conf includes it"
        if [ -z "$DRY" ]; then printf 'include /etc/redis/originseal.conf\n' >>/etc/redis/redis.conf; fi
    fi
    run systemctl enable -q redis-server
    if [ -n "$CHANGED" ]; then run systemctl restart redis-server; else run systemctl start redis-server; fi
}

set_up_postgresql() {
    local name
    say "PostgreSQL:"
    [ -d "$CLUSTER" ] || fail "there is no PostgreSQL cluster at $CLUSTER. Run: pg_createcluster 15 main"
    CHANGED=
    for name in pg_hba pg_ident; do
        put 640 root:postgres "$HERE/deploy/postgresql/$name.conf" "/etc/postgresql/originseal/$name.conf"
    done
    put 644 root:root "$HERE/deploy/postgresql/originseal.conf" "$CLUSTER/conf.d/originseal.conf"
    run systemctl enable -q postgresql
    if [ -n "$CHANGED" ]; then run systemctl restart postgresql@15-main; else run systemctl start postgresql@15-main; fi
    if [ -n "$DRY" ]; then say "  would make roles and databases"; return; fi
    as_postgres -d postgres <"$HERE/deploy/postgresql/logins.sql"
    # Passwords go in by standard input: a command line can be read by everybody on the machine.
    cut -d: -f4,5 "$CREDENTIALS/owner.pgpass" "$CREDENTIALS/publisher.pgpass" | while IFS=: read -r role password; do
        printf "ALTER ROLE %s PASSWORD '%s';\n" "$role" "$password"
    done | as_postgres -d postgres
    for name in originseal_office originseal_register; do
        if [ -z "$(as_postgres -d postgres -At -c "SELECT 1 FROM pg_database WHERE datname = '$name'")" ]; then
            say "  database $name"
            as_postgres -d postgres -c "CREATE DATABASE $name OWNER originseal_owner TEMPLATE template0 ENCODING 'UTF8'"
        fi
        as_postgres -d postgres -c "REVOKE CONNECT, TEMPORARY ON DATABASE $name FROM PUBLIC" \
            -c "GRANT CONNECT ON DATABASE $name TO originseal_owner, originseal_office, originseal_migrate"
    done
    as_postgres -d postgres -c \
        "GRANT CONNECT ON DATABASE originseal_register TO originseal_publish, originseal_purge, originseal_reference"
}

# As the tables' owner, then what each role may do with them.
migrate() {
    say "Tables:"
    run systemctl start originseal-migrate.service ||
        fail "the tables could not be made: journalctl -u originseal-migrate. To go back: deploy/install --back"
    if [ -n "$DRY" ]; then return; fi
    as_postgres -d originseal_register <"$HERE/deploy/postgresql/roles.sql" >/dev/null ||
        fail "deploy/postgresql/roles.sql could not be applied to originseal_register."
    as_postgres -d originseal_office <"$HERE/deploy/postgresql/office-roles.sql" ||
        fail "deploy/postgresql/office-roles.sql could not be applied to originseal_office."
}
