#!/bin/sh
# Run HAProxy in master-worker mode, as the official image does.
set -eu
case "${1:-}" in -*) set -- haproxy "$@" ;; esac
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
