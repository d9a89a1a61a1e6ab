#!/bin/sh
# Builds one program and lays out the root of its image: image.sh NAME MODULE PACKAGE ROOT. Run by the build stages of the
# Dockerfile.
#
# The same source gives the same bytes: paths are trimmed, nothing of the machine is in the program, and every file and folder
# has the time SOURCE_DATE_EPOCH.
set -eu
name=$1 module=$2 package=$3 root=$4

mkdir -p "$root/etc/ssl/certs" "$root/usr/share/sbom"
# By the go.mod of the module alone, as its team does, and not by those of the whole workspace.
GOWORK=off CGO_ENABLED=0 go -C "$module" build -trimpath -buildvcs=false \
  -ldflags "-s -w -buildid= -X main.version=$VERSION" -o "$root/$name" "$package"
GOWORK=off go -C tools/sbom run . "$root/$name" > "$root/usr/share/sbom/$name.cdx.json"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
find "$root" -type d -exec chmod 0755 {} +
find "$root" -type f -exec chmod 0644 {} +
chmod 0755 "$root/$name"
# A file's time goes last: what is made in a folder changes that of the folder.
find "$root" -depth -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
