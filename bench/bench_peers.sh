#!/bin/sh
# tally beside DuckDB, polars, SQLite, pandas and R's data.table: every job of the table of goals, in one run.
# DuckDB and polars come from the npm registry into $BUILD/peers, when npm is there; the others are
# Debian's sqlite3, python3-pandas and r-cran-data.table.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export BUILD="${BUILD:-build}" TALLY="${TALLY:-${BUILD:-build}/tally}"
if command -v npm >/dev/null 2>&1 && [ ! -d "$BUILD/peers/node_modules" ]; then
	mkdir -p "$BUILD/peers"
	cp "$here/peers/package.json" "$BUILD/peers/"
	(cd "$BUILD/peers" && npm install --no-audit --no-fund --silent) || echo "npm could not bring the peers" >&2
fi
cp "$here"/peers/*.mjs "$BUILD/peers/" 2>/dev/null || true # modules are looked up beside the script
exec python3 "$here/bench_peers.py"
