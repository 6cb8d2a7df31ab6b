#!/bin/sh
# On the first start, create a database cluster with the role and database that the environment names. The server does
# not listen on TCP before this is done.
set -eu
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chown -R postgres:postgres "$PGDATA" /run/postgresql
  chmod 0700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
case "${1:-}" in -*) set -- postgres "$@" ;; esac
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres} password_file=$(mktemp)
  printf '%s' "${POSTGRES_PASSWORD:?}" > "$password_file"
  initdb --encoding=UTF8 --locale=C.UTF-8 --username="$user" --pwfile="$password_file" --auth-local=trust --auth-host=scram-sha-256 -D "$PGDATA" > /dev/null
  rm "$password_file"
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start > /dev/null
  database=${POSTGRES_DB:-$user}
  [ "$database" = postgres ] || createdb -U "$user" "$database"
  pg_ctl -D "$PGDATA" -w -m fast stop > /dev/null
fi
[ "$1" != postgres ] || set -- "$@" -c listen_addresses='*'
exec "$@"
