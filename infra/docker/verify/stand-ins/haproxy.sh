#!/bin/sh
# Runs HAProxy in master-worker mode, like the official image.
set -eu
case "${1:-}" in -*) set -- haproxy "$@" ;; esac
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
