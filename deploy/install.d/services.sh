# Units, the switch from release to release, nginx. Sourced by deploy/install.
# shellcheck shell=bash

UNITS=/etc/systemd/system
SITES=/etc/nginx/conf.d
WORKERS=(originseal-reference originseal-office originseal-courier originseal-issue)

install_units() {
    local file place
    say "Units:"
    CHANGED=
    while IFS= read -r -d '' file; do
        place=${file#"$HERE/deploy/systemd/"}
        case $place in sysusers.conf | tmpfiles.conf) continue ;; esac
        put 644 root:root "$file" "$UNITS/$place"
    done < <(find -L "$HERE/deploy/systemd" -type f -print0 | sort -z)
    # The service starts without that key, and signs no receipts.
    if [ -e "$CREDENTIALS/receipt.pem" ]; then
        put 644 root:root "$HERE/deploy/install.d/receipts.conf" "$UNITS/originseal-reference.service.d/receipts.conf"
    fi
    put 755 root:root "$HERE/deploy/office-command" /usr/local/sbin/issuance
    if [ -n "$CHANGED" ]; then run systemctl daemon-reload; fi
}

timers() { (cd "$HERE/deploy/systemd" && printf '%s\n' *.timer); }

# Nothing of ours runs while the tables change. The release before this one stays, for deploy/install --back.
switch_release() {
    local now
    now=$(readlink "$OPT/current" || true)
    if [ "$now" = "$RELEASE" ]; then return; fi
    say "Switching to $RELEASE"
    run systemctl stop originseal.target "${WORKERS[@]}"
    if [ -n "$DRY" ]; then return; fi
    if [ -n "$now" ]; then ln -sfn "$now" "$OPT/previous"; fi
    ln -sfn "$RELEASE" "$OPT/current.new"
    mv -T "$OPT/current.new" "$OPT/current"
    # Of older ones, what neither is now nor was before goes.
    for old in "$OPT"/releases/*; do
        case $old in "$RELEASE" | "$now") ;; *) rm -rf -- "$old" ;; esac
    done
}

start_all() {
    say "Starting:"
    # A backup needs its key and its place first (docs/operations/backup.md).
    mapfile -t wanted < <(timers | grep -vx originseal-backup.timer)
    run systemctl enable -q originseal.target "${wanted[@]}"
    run systemctl start "${wanted[@]}"
    if [ -n "$DRY" ]; then return; fi
    if [ ! -e /var/lib/originseal/trust/repository/metadata/timestamp.json ]; then
        say "  There are no keys yet, so the services wait: docs/operations/server.md, “Keys”."
        return
    fi
    systemctl restart "${WORKERS[@]}" || fail "a service did not start: systemctl status 'originseal-*'"
}

set_up_nginx() {
    local site name work
    say "nginx:"
    for site in reference office; do
        if [ ! -e "/etc/ssl/originseal/$site.pem" ] || [ ! -e "/etc/ssl/originseal/$site.key" ]; then
            say "  There is no certificate at /etc/ssl/originseal/$site.pem and .key yet, so nginx stays as it is:"
            say "  docs/operations/server.md, “Certificates”. Then run this again."
            return
        fi
    done
    work=$(mktemp -d)
    for site in reference office; do
        name=$([ "$site" = reference ] && echo "$REFERENCE" || echo "$OFFICE")
        # The lines for TLS in place of the two of a trial.
        sed -e '/^    listen 127\.0\.0\.1:808[01];$/d' -e '/^    server_name _;$/d' -e 's/#tls //' \
            -e "s/$([ "$site" = reference ] && echo ref || echo office)\.example\.jp/$name/" \
            "$HERE/deploy/nginx/$site.conf" >"$work/originseal-$site.conf"
    done
    sed -e "s/ref\.example\.jp/$REFERENCE/; s/office\.example\.jp/$OFFICE/" "$HERE/deploy/nginx/front.conf" \
        >"$work/originseal-front.conf"
    awk '$1 == "nameserver" { found = found " " ($2 ~ /:/ ? "[" $2 "]" : $2) } END { if (found) print "resolver" found ";" }' \
        /etc/resolv.conf >"$work/resolver.conf"
    CHANGED=
    for name in messages office-messages; do
        put 644 root:root "$HERE/deploy/nginx/$name.conf" "/etc/nginx/originseal/$name.conf"
    done
    put 644 root:root "$work/resolver.conf" /etc/nginx/originseal/resolver.conf
    install_firewall
    # nginx reads conf.d by name: the shared part, then the sites.
    put 644 root:root "$work/originseal-front.conf" "$SITES/00-originseal-front.conf"
    put 644 root:root "$work/originseal-reference.conf" "$SITES/10-originseal-reference.conf"
    put 644 root:root "$work/originseal-office.conf" "$SITES/20-originseal-office.conf"
    rm -rf "$work"
    # Debian's page of greeting holds port 80.
    run rm -f /etc/nginx/sites-enabled/default
    run nginx -q -t || fail "nginx does not take its configuration: nginx -t"
    run systemctl enable -q nginx
    if [ -n "$CHANGED" ]; then run systemctl reload-or-restart nginx; else run systemctl start nginx; fi
}

install_firewall() {
    local name
    if [ ! -e /usr/lib/nginx/modules/ngx_http_modsecurity_module.so ] || [ ! -d /usr/share/modsecurity-crs/rules ]; then
        say "  without the firewall of requests (packages libnginx-mod-http-modsecurity, modsecurity-crs)"
        return
    fi
    for name in waf-reference waf-office waf-off waf/base waf/reference waf/office; do
        put 644 root:root "$HERE/deploy/nginx/$name.conf" "/etc/nginx/originseal/$name.conf"
    done
}

go_back() {
    local before now
    [ "$(id -u)" = 0 ] || fail "run it as root."
    before=$(readlink "$OPT/previous" || true)
    now=$(readlink "$OPT/current" || true)
    [ -n "$before" ] && [ -e "$before/complete" ] || fail "there is no release before $now."
    say "Going back from $now to $before"
    run systemctl stop originseal.target "${WORKERS[@]}"
    run ln -sfn "$before" "$OPT/current.new"
    run mv -T "$OPT/current.new" "$OPT/current"
    run ln -sfn "$now" "$OPT/previous"
    # An older program does not open newer tables: it says so, and then a backup has to be restored.
    run systemctl start originseal.target "${WORKERS[@]}"
}
