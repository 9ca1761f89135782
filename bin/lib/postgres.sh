# A throwaway PostgreSQL server from the system's package. Source this file: start_postgres starts it and exports LANYARD_TEST_POSTGRES,
# stop_postgres stops it and removes its data (call it in a trap). bin/lib/postgres runs one command with it.
#
# It does not wait for writes to reach the disk (fsync is off). Use it for tests, never for real data.

# shellcheck shell=bash
postgres_folder=
postgres_binaries=

as_postgres() {
    # initdb and postgres refuse to run as root.
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

start_postgres() {
    local binaries try port
    binaries=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1 || true)
    if [ -z "$binaries" ]; then binaries=$(dirname "$(command -v initdb || echo /nowhere/initdb)"); fi
    if [ ! -x "$binaries/initdb" ]; then
        echo "PostgreSQL is missing: run bin/setup, or install the package postgresql." >&2
        return 1
    fi
    postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/lanyard-postgres.XXXXXX")
    if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
    if ! as_postgres "$binaries/initdb" -D "$postgres_folder/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        --no-sync >"$postgres_folder.log" 2>&1; then
        cat "$postgres_folder.log" >&2
        stop_postgres
        return 1
    fi
    for try in 1 2 3 4 5 6 7 8; do
        port=$((20000 + RANDOM % 12000))
        as_postgres tee -a "$postgres_folder/data/postgresql.conf" >/dev/null <<SETTINGS
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$postgres_folder'
fsync = off
full_page_writes = off
max_wal_size = 256MB
shared_buffers = 64MB
max_connections = 600
max_pred_locks_per_transaction = 256
SETTINGS
        if as_postgres "$binaries/pg_ctl" -D "$postgres_folder/data" -w -t 60 -l "$postgres_folder/server.log" start >/dev/null 2>&1
        then
            export LANYARD_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
            export LANYARD_TEST_POSTGRES_DATA="$postgres_folder/data"
            postgres_binaries=$binaries
            return 0
        fi
    done
    as_postgres cat "$postgres_folder/server.log" >&2
    stop_postgres
    return 1
}

stop_postgres() {
    if [ -z "$postgres_folder" ]; then return 0; fi
    if [ -n "$postgres_binaries" ]; then
        as_postgres "$postgres_binaries/pg_ctl" -D "$postgres_folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$postgres_folder" "$postgres_folder.log"
    postgres_folder=
    unset LANYARD_TEST_POSTGRES LANYARD_TEST_POSTGRES_DATA
}
