#!/bin/sh
# Writes the configuration of one Redis and of the Sentinel beside it. Run before both, each time the pod starts: a pod
# that comes back finds the master of now by asking the Sentinels of the others, and is its replica.
#
# REDIS_NAME       this pod's own name, by which all others reach it
# REDIS_FIRST      the name of the pod that is the master while there are no Sentinels yet
# REDIS_PODS       the names of all pods, with blanks between
# REDIS_PASSWORD_FILE, SENTINEL_PASSWORD_FILE   of the user `replica`, by which servers and Sentinels meet
# REDIS_DATA, REDIS_SECRETS                     folders: what is written, what is given
# REDIS_PORT, SENTINEL_PORT, REDIS_BIND         where they listen, if not as usual
set -eu
port=${REDIS_PORT:-6379} sentinel_port=${SENTINEL_PORT:-26379}
tls="--tls --cacert $REDIS_SECRETS/tls/ca.crt --cert $REDIS_SECRETS/tls/tls.crt --key $REDIS_SECRETS/tls/tls.key"
password=$(cat "$REDIS_PASSWORD_FILE")
sentinel_password=$(cat "$SENTINEL_PASSWORD_FILE")

master=
for pod in $REDIS_PODS; do
    [ "$pod" != "$REDIS_NAME" ] || continue
    # shellcheck disable=SC2086  # options are several words
    master=$(REDISCLI_AUTH=$sentinel_password timeout 3 redis-cli $tls --user replica -h "$pod" -p "$sentinel_port" \
        sentinel get-master-addr-by-name originseal 2>/dev/null | head -n 1) || master=
    # An error is a sentence, a name is one word.
    case $master in '' | *' '*) master= ;; *) break ;; esac
done
master=${master:-$REDIS_FIRST}

umask 077
cat >"$REDIS_DATA/redis.conf" <<CONF
port 0
bind ${REDIS_BIND:-* -::*}
# Who may come in say the users' list and the network policy.
protected-mode no
tls-port $port
tls-cert-file $REDIS_SECRETS/tls/tls.crt
tls-key-file $REDIS_SECRETS/tls/tls.key
tls-ca-cert-file $REDIS_SECRETS/tls/ca.crt
tls-auth-clients no
tls-replication yes
dir $REDIS_DATA
# What it holds may be lost at any time: nothing is written to a disk.
save ""
appendonly no
repl-diskless-sync-delay 0
maxmemory 256mb
maxmemory-policy volatile-lru
aclfile $REDIS_SECRETS/users/users.acl
masteruser replica
masterauth $password
replica-announce-ip $REDIS_NAME
replica-announce-port $port
# A master that has lost its replica behind a cut network takes no more counts: the other side has a master of its own.
min-replicas-to-write 1
min-replicas-max-lag 10
CONF
[ "$master" = "$REDIS_NAME" ] || echo "replicaof $master $port" >>"$REDIS_DATA/redis.conf"

cat >"$REDIS_DATA/sentinel.conf" <<CONF
port 0
bind ${REDIS_BIND:-* -::*}
# Who may come in say the users' list and the network policy.
protected-mode no
tls-port $sentinel_port
tls-cert-file $REDIS_SECRETS/tls/tls.crt
tls-key-file $REDIS_SECRETS/tls/tls.key
tls-ca-cert-file $REDIS_SECRETS/tls/ca.crt
tls-auth-clients no
tls-replication yes
dir $REDIS_DATA
aclfile $REDIS_SECRETS/users/sentinel.acl
sentinel sentinel-user replica
sentinel sentinel-pass $sentinel_password
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $REDIS_NAME
sentinel announce-port $sentinel_port
sentinel monitor originseal $master $port 2
sentinel auth-user originseal replica
sentinel auth-pass originseal $password
sentinel down-after-milliseconds originseal 3000
sentinel failover-timeout originseal 15000
CONF
