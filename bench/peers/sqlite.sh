#!/bin/sh
# sqlite.sh JOB ARGS: one job in the sqlite3 shell, the only work of its process; the caller takes the time.
# Keys are the primary key of a table without row ids; writes are crash-safe (WAL off, synchronous full).
set -eu
job=$1
shift
case $job in
version) sqlite3 -version | cut -d' ' -f1 ;;
ingest) # CSV DATABASE
	rm -f "$2"
	exec sqlite3 "$2" "CREATE TABLE t (metric TEXT, region TEXT, period TEXT, value REAL, unit TEXT, source TEXT,
		status TEXT, PRIMARY KEY (metric, region, period, source)) WITHOUT ROWID" \
		".import --csv --skip 1 $1 t" "SELECT count(*) FROM t" ;;
one) # DATABASE METRIC REGION
	exec sqlite3 -csv "$1" "SELECT period, value FROM t WHERE metric = '$2' AND region = '$3' ORDER BY period" ;;
append) # CSV DATABASE: rows whose key is there are replaced
	exec sqlite3 "$2" "CREATE TEMP TABLE n (metric TEXT, region TEXT, period TEXT, value REAL, unit TEXT, source TEXT,
		status TEXT)" ".import --csv --skip 1 $1 n" "INSERT INTO t SELECT * FROM n WHERE true
		ON CONFLICT DO UPDATE SET value = excluded.value, status = excluded.status" ;;
export) # DATABASE CSV
	exec sqlite3 -csv -header "$1" "SELECT * FROM t" >"$2" ;;
esac
