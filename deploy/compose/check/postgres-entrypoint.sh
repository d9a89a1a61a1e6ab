#!/bin/sh
# What docker-compose.yml relies on of the entrypoint of the official image of PostgreSQL, in the stand-in for it: as root it
# makes the folders and goes on as postgres; it makes an empty database by POSTGRES_PASSWORD_FILE, runs what stands in
# /docker-entrypoint-initdb.d with the server on its socket alone, and then becomes the server.
set -eu
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 0700 "$PGDATA"
  chown postgres:postgres "$PGDATA" /var/run/postgresql
  exec /usr/bin/setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --auth-host=scram-sha-256 > /dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  pg_ctl --wait start -o "-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql"
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) psql -v ON_ERROR_STOP=1 --no-psqlrc --username postgres --dbname postgres --file "$file" ;;
    esac
  done
  pg_ctl --wait stop -m fast
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
