#!/bin/sh
# Makes the passwords of this installation, once, and gives each program the secrets that it needs and no others: a folder for
# each, which it sees as /run/secrets. What the development issuer and authority made for it (see `meedoen keys`) comes along from
# /made.
#
# Runs in a container of its own before all others, as root, for the folders are volumes that belong to nobody yet. What a
# folder of your own in the place of a volume holds already is kept. SECRETS and MADE are other places for /secrets and /made.
set -eu
umask 022
secrets=${SECRETS:-/secrets} made=${MADE:-/made}

# once FILE: keeps what is there, and else writes what comes in, as a whole or not at all.
once() {
  if [ -s "$1" ]; then cat > /dev/null; else cat > "$1.new" && mv "$1.new" "$1"; fi
}

# brought FILE TO: what was made anew takes the place of what is there at once, for a program may be reading it. It is for our
# programs, which run as 65532 and want that nobody else may read a key.
brought() {
  cp "$made/$1" "$2.new"
  chmod 0400 "$2.new"
  [ "$(id -u)" != 0 ] || chown 65532:65532 "$2.new"
  mv -f "$2.new" "$2"
}

# random: 32 bytes that nobody guesses, in digits that need no quotes in an address.
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

services='activities volunteers debtcounselling support reporting'

random | once "$secrets/postgres/postgres.password"
for user in $services keys; do
  random | once "$secrets/postgres/$user.password"
done

random | once "$secrets/nats/token"
random | once "$secrets/nats/route"
token=$(cat "$secrets/nats/token") route=$(cat "$secrets/nats/route")
once "$secrets/nats/nats.conf" << CONF
authorization {token: "$token"}
cluster {
  name: meedoen
  listen: 0.0.0.0:6222
  authorization {user: route, password: "$route"}
  routes: ["nats://route:$route@nats-1:6222", "nats://route:$route@nats-2:6222", "nats://route:$route@nats-3:6222"]
}
CONF

# address USER DATABASE: where a service finds its database.
address() {
  printf 'postgres://%s:%s@postgres:5432/%s?sslmode=disable' "$1" "$(cat "$secrets/postgres/$1.password")" "$1"
}

for service in $services; do
  to=$secrets/$service
  address "$service" | once "$to/database"
  once "$to/events.token" < "$secrets/nats/token"
  brought "$service.token" "$to/identity.token"
  if [ "$service" = reporting ]; then
    once "$to/account-signing.key" < "$made/account-signing.key"
  else
    address keys | once "$to/privacy.database"
    once "$to/privacy.key" < "$made/privacy.key"
    once "$to/counting.key" < "$made/counting.key"
  fi
done
for program in $services gateway; do
  brought jwks.json "$secrets/$program/jwks.json"
  brought ca.crt "$secrets/$program/ca.crt"
  brought "$program.crt" "$secrets/$program/tls.crt"
  brought "$program.key" "$secrets/$program/tls.key"
done
brought ca.crt "$secrets/demo/ca.crt"
random | once "$secrets/grafana/password"

# The users of the other images have numbers of their own.
for program in $services gateway; do
  chmod 0700 "$secrets/$program"
  chmod 0400 "$secrets/$program"/*
  [ "$(id -u)" != 0 ] || chown -R 65532:65532 "$secrets/$program"
done
chmod 0444 "$secrets"/postgres/* "$secrets"/nats/* "$secrets"/grafana/*
