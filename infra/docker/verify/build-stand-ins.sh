#!/bin/bash
# Builds the stand-in images (stand-ins/Containerfile) under the names that docker-compose.yml and the Dockerfile use.
# Usage: build-stand-ins.sh <work folder>. Needs podman, debootstrap, npm, and root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../../.." && pwd)
work=$1
base=localhost/kcs-stand-in/debian:bookworm

image_of() { # <service>: prints the image that docker-compose.yml names for it
  sed -n "/^  $1:\$/,/^    image:/s/^    image: //p" "$repository/docker-compose.yml"
}
node_image=$(sed -n 's/^ARG NODE_IMAGE=//p' "$repository/infra/docker/Dockerfile")
node_major=$(sed -E 's/.*:([0-9]+).*/\1/' <<< "$node_image")

if ! podman image exists "$base"; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/rootfs" \
    > "$work/debootstrap.log" 2>&1 || { tail -n 20 "$work/debootstrap.log"; exit 1; }
  tar -C "$work/rootfs" -c . | podman import --quiet - "$base" > /dev/null
  rm -rf "$work/rootfs"
fi

# Install Node from npm, in the major version that the Dockerfile uses.
context=$work/context
mkdir -p "$context/node/bin" "$context/node/lib/node_modules" "$work/npm"
cp "$here"/stand-ins/* "$context/"
cp -L /etc/ssl/certs/ca-certificates.crt "$context/"
if [ ! -x "$context/node/bin/node" ]; then
  case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo "npm has no Node build for $(uname -m)"; exit 1 ;; esac
  npm install --prefix "$work/npm" --no-save --ignore-scripts --loglevel=error "node-linux-$arch@$node_major" npm@11
  mv "$work/npm/node_modules/node-linux-$arch/bin/node" "$context/node/bin/node"
  mv "$work/npm/node_modules/npm" "$context/node/lib/node_modules/npm"
fi

build() { # <target> <name>
  podman build --quiet --format docker --target "$1" --tag "$2" --file "$context/Containerfile" "$context" > "$work/$1.log" 2>&1 \
    || { tail -n 20 "$work/$1.log"; exit 1; }
  echo "  $2"
}
build node "$node_image"
for service in postgres redis nats haproxy; do
  build "$service" "docker.io/library/$(image_of "$service")"
done
build prometheus "docker.io/$(image_of prometheus)"
