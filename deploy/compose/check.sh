#!/usr/bin/env bash
# Proves docker-compose.yml with real containers, on a Debian machine that may reach no registry of images:
#
#   deploy/compose/check.sh          # as root
#
# It makes stand-ins for the images of others (check/standins.sh), builds ours, starts everything but the profile observability,
# loads the sample year, drives it from outside (test/composed_test.go) while containers are killed one by one, builds again to
# compare, and takes all down. Ends with 0 where everything holds and 1 where something does not. Ends with 3 where this
# machine can run no engine: then the file was only read by docker-compose.
#
# An engine that answers (DOCKER_HOST) is used, and else one of its own is started, with its data in a temporary folder. Needs Go;
# what else is missing of Debian's packages is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
project=meedoencheck$$
work=$(mktemp -d /tmp/meedoen-check-XXXXXX)
export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1 COMPOSE_PROJECT_NAME=$project
# Debian's client, also where another program of that name stands before it.
PATH=/usr/bin:$PATH
# A port that nobody has: that of the file may be somebody's.
GATEWAY_PORT=18080
while (exec 3<> "/dev/tcp/127.0.0.1/$GATEWAY_PORT") 2>/dev/null; do GATEWAY_PORT=$((GATEWAY_PORT + 1)); done
export GATEWAY_PORT
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)
CREATED=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
export SOURCE_DATE_EPOCH REVISION CREATED
services=(activities volunteers debtcounselling support reporting gateway)

say() { printf '%3dm%02ds  %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

# quietly COMMAND...: what it prints is shown only where it fails.
quietly() {
  "$@" > "$work/log" 2>&1 || { local code=$?; tail -60 "$work/log" >&2; say "failed: $*"; return "$code"; }
}

compose() { docker-compose "$@"; }

end() {
  local code=$?
  trap - EXIT
  if [ -n "${up:-}" ]; then
    [ $code = 0 ] || compose logs --tail 20 > "$work/last-words" 2>&1 || true
    [ $code = 0 ] || grep -iE 'error|fatal|warn|panic' "$work/last-words" | tail -40 >&2 || true
    compose --profile demo down --volumes --remove-orphans --timeout 10 > /dev/null 2>&1 || true
    say 'took everything down'
  fi
  if [ -n "${engine:-}" ]; then
    kill "$engine" && wait "$engine" 2>/dev/null || true
  else
    # What an engine of others keeps of this is its cache of builds.
    # shellcheck disable=SC2086 # names with blanks between them
    docker rmi --force "$project-again" meedoen "${services[@]/#/meedoen-}" ${made:-} > /dev/null 2>&1 || true
  fi
  rm -rf "$work"
  if [ $code = 0 ]; then say 'everything holds'; elif [ $code = 3 ]; then say 'no engine: read only'; else say 'FAILED'; fi
  exit $code
}
trap end EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

install() { # install PACKAGE FILE: by apt, where the file is missing
  [ -e "$2" ] && return
  [ -e "$work/updated" ] || { apt-get update -q > /dev/null && touch "$work/updated"; }
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$1" > /dev/null
}

tools() {
  install docker.io /usr/bin/dockerd
  install docker-compose /usr/bin/docker-compose
  install busybox-static /bin/busybox
  install ca-certificates /etc/ssl/certs/ca-certificates.crt
  ls /usr/lib/postgresql/*/bin/postgres > /dev/null 2>&1 || install postgresql /usr/lib/postgresql/none
}

# start_engine starts an engine of our own where none answers.
start_engine() {
  docker version > /dev/null 2>&1 && return
  [ "$(id -u)" = 0 ] || return 1
  mkdir -p "$work/engine"
  dockerd --data-root "$work/engine/data" --exec-root "$work/engine/exec" --pidfile "$work/engine/pid" \
    --host "unix://$work/engine/socket" > "$work/engine/log" 2>&1 &
  engine=$!
  export DOCKER_HOST=unix://$work/engine/socket
  for _ in $(seq 60); do
    docker version > /dev/null 2>&1 && return
    kill -0 "$engine" 2>/dev/null || break
    sleep 1
  done
  tail -5 "$work/engine/log" >&2
  return 1
}

# of SERVICE: the id of its container.
of() {
  docker ps --all --quiet --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1"
}

# until_healthy waits until everything that goes on is healthy: Compose 1.29 cannot.
until_healthy() {
  for _ in $(seq 120); do
    local waiting=0
    for service in postgres nats-1 nats-2 nats-3 "${services[@]}"; do
      [ "$(docker inspect --format '{{.State.Health.Status}}' "$(of "$service")")" = healthy ] || waiting=$((waiting + 1))
    done
    [ $waiting = 0 ] && return
    sleep 1
  done
  compose ps >&2
  return 1
}

# belongings: what the tests need beside the gateway: the key of the development issuer, the certificate of the authority, and the
# programs of the images.
belongings() {
  mkdir -p "$work/data" "$work/binaries"
  docker cp "$(of keys):/data/development-issuer.key" "$work/data/" > /dev/null
  docker cp "$(of keys):/public/ca.crt" "$work/data/" > /dev/null
  docker cp "$(of keys):/meedoen" "$work/binaries/" > /dev/null
  chown "$(id -u):$(id -g)" "$work"/data/*
  for service in "${services[@]}"; do docker cp "$(of "$service"):/$service" "$work/binaries/" > /dev/null; done
}

drive() {
  MEEDOEN_TEST_COMPOSED=127.0.0.1:$GATEWAY_PORT MEEDOEN_TEST_COMPOSED_DATA=$work/data MEEDOEN_TEST_COMPOSED_PROJECT=$project \
    MEEDOEN_TEST_BINARIES=$work/binaries go test -tags composed -run '^TestContainers' -count 1 -failfast -v -timeout 9m ./test |
    grep --line-buffered -E '^(---|FAIL|panic)|_test.go:|Error|Messages|expected|actual' |
    sed -u -E -e 's/^ *composed[a-z_]*_test.go:[0-9]*: /    /' -e 's/^/         /'
}

# layers IMAGE: the content of its layers, by hash.
layers() { docker inspect --format '{{json .RootFS.Layers}}' "$1"; }

# reproduce builds one program again without anything of before, which takes the engine minutes, and one outside any container,
# from another folder and with another cache; and compares.
reproduce() {
  docker build --quiet --no-cache --file deploy/docker/Dockerfile --target activities --tag "$project-again" \
    --build-arg SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" . > /dev/null
  [ "$(layers meedoen-activities)" = "$(layers "$project-again")" ] || { say 'built again the layers differ'; return 1; }
  docker rmi "$project-again" > /dev/null
  say 'built again with empty caches: the same layers'
  VERSION=0.1.0-dev GOFLAGS='' deploy/docker/image.sh support ./services/support ./cmd/support "$work/again"
  docker cp "$(of support):/usr/share/sbom/support.cdx.json" "$work/bill"
  cmp "$work/again/support" "$work/binaries/support"
  cmp "$work/again/usr/share/sbom/support.cdx.json" "$work/bill"
  say "built outside any container: the same program and the same bill of materials, of $(grep -c '"purl"' "$work/bill") parts"
}

main() {
  tools
  quietly compose config
  say 'docker-compose reads the file'
  start_engine || exit 3
  say "the engine answers: $(docker version --format '{{.Server.Version}}')${engine:+, one of our own}"
  quietly deploy/compose/check/standins.sh "$work/standins"
  made=$(grep -E '^(golang|nats|postgres):' "$work/log" | tr '\n' ' ' || true)
  say "stand-ins: ${made:-none, the images are there}"
  quietly compose build
  say "images: $(docker images --format '{{.Repository}} {{.Size}}' | grep '^meedoen' | sort -u | tr '\n' ',')"
  up=yes
  quietly compose up --detach --no-build
  quietly until_healthy
  say "up and healthy: $(docker ps --quiet --filter "label=com.docker.compose.project=$project" | wc -l) containers"
  belongings
  quietly compose run --rm demo
  grep -q '37 van 37 cijfers geregistreerd, alle gelijk aan de publicatie.' "$work/log" || { tail -40 "$work/log"; exit 1; }
  # What PostgreSQL has to recover when it is killed is then what was written meanwhile, and not the whole year.
  quietly docker exec "$(of postgres)" psql --username postgres --command checkpoint
  say 'the sample year is loaded'
  drive
  say 'driven from outside, and killed one by one'
  reproduce
}

# Read as a whole before it runs: a change of this file meanwhile changes nothing.
main; exit
