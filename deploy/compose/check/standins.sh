#!/usr/bin/env bash
# Stand-ins for the images that docker-compose.yml and the Dockerfile take from a registry, under the same names, for a machine
# that reaches none: standins.sh FOLDER, which is for what is made meanwhile.
#
# An image that is there already is left as it is, be it the real one: the names of those that were made are printed. They are
# made of what this machine has: PostgreSQL of its packages, NATS of its Go module, Go of its own toolchain. What the file
# relies on of the real images they do too; no more.
set -euo pipefail
work=$1
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../../.." && pwd)
cd "$repository"

# shell FOLDER: the commands of a small machine, at their usual places.
shell() {
  mkdir -p "$1"/{bin,etc/ssl/certs,tmp,usr/bin,usr/sbin,sbin,root,var,run}
  ln -sfn ../run "$1/var/run"
  cp "$(command -v busybox)" "$1/bin/busybox"
  busybox --list | grep -v "^busybox$" | while read -r applet; do ln -s busybox "$1/bin/$applet"; done
  cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
  printf 'root:x:0:0::/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n' > "$1/etc/passwd"
  printf 'root:x:0:\npostgres:x:999:\n' > "$1/etc/group"
  chmod 1777 "$1/tmp"
}

# libraries FOLDER PROGRAM...: what the programs are linked to.
libraries() {
  local to=$1
  shift
  for program in "$@"; do { ldd "$program" || true; } 2>/dev/null; done | grep -o '/[^ )]*' | sort -u | while read -r library; do
    install -D "$library" "$to$library"
  done
}

# image NAME FOLDER INSTRUCTION...: imports a folder as an image.
image() {
  local name=$1 root=$2 changes=()
  shift 2
  for change in "$@"; do changes+=(--change "$change"); done
  tar --create --numeric-owner --owner=0 --group=0 -C "$root" . | docker import "${changes[@]}" - "$name" > /dev/null
  rm -rf "$root"
  echo "$name"
}

golang() {
  local root=$work/golang
  shell "$root"
  mkdir -p "$root/usr/local" "$root/go/modules"
  cp -r "$(go env GOROOT)" "$root/usr/local/go"
  rm -rf "$root"/usr/local/go/{test,doc,api,pkg/mod}
  # The modules that the programs are built of, as a proxy in the image: the build then needs no network. They come from the
  # cache of this machine where it has them.
  local modules=$work/modules proxy
  proxy="file://$(go env GOMODCACHE)/cache/download,$(go env GOPROXY)"
  for module in services/{activities,volunteers,debtcounselling,support,reporting} gateway cmd/meedoen tools/sbom; do
    GOWORK=off GOFLAGS=-modcacherw GOMODCACHE=$modules GOPROXY=$proxy go -C "$module" list -deps ./... > /dev/null
  done
  mv "$modules/cache/download" "$root/go/modules/download"
  rm -rf "$modules"
  image golang:1.26 "$root" 'ENV PATH=/usr/local/go/bin:/bin GOPATH=/go GOTOOLCHAIN=local GOPROXY=file:///go/modules/download' \
    'ENV GOFLAGS=-modcacherw'
}

nats() {
  local root=$work/nats
  shell "$root"
  (cd platform && GOWORK=off CGO_ENABLED=0 go build -trimpath -o "$root/usr/bin/nats-server" github.com/nats-io/nats-server/v2)
  image nats:2.15-alpine "$root" 'ENV PATH=/usr/bin:/bin' 'ENTRYPOINT ["/usr/bin/nats-server"]' 'EXPOSE 4222'
}

postgres() {
  local root=$work/postgres version
  version=$(basename "$(printf '%s\n' /usr/lib/postgresql/* | sort -V | tail -1)")
  shell "$root"
  mkdir -p "$root"/usr/lib/postgresql "$root"/usr/share/postgresql "$root"/var/lib/postgresql/data
  mkdir "$root"/docker-entrypoint-initdb.d
  cp -r "/usr/lib/postgresql/$version" "$root/usr/lib/postgresql/"
  cp -r "/usr/share/postgresql/$version" "$root/usr/share/postgresql/"
  cp -r /usr/share/zoneinfo "$root/usr/share/"
  cp /usr/bin/setpriv "$root/usr/bin/setpriv"
  install -m 0755 "$here/postgres-entrypoint.sh" "$root/usr/bin/docker-entrypoint.sh"
  libraries "$root" /usr/lib/postgresql/"$version"/bin/* /usr/lib/postgresql/"$version"/lib/*.so /usr/bin/setpriv
  image postgres:17 "$root" "ENV PATH=/usr/lib/postgresql/$version/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/data" \
    'VOLUME /var/lib/postgresql/data' 'ENTRYPOINT ["/usr/bin/docker-entrypoint.sh"]' 'CMD ["postgres"]'
}

mkdir -p "$work"
docker image inspect golang:1.26 > /dev/null 2>&1 || golang
docker image inspect nats:2.15-alpine > /dev/null 2>&1 || nats
docker image inspect postgres:17 > /dev/null 2>&1 || postgres
