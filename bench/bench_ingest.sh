#!/bin/sh
# Ingest and export of a generated tidy file (ROWS, default 4 million), series by series: rows per
# second, peak memory, bytes per row, one series cold. POLARS and DUCKDB may name commands that read
# the file given to them into their own store; their times are then told beside ours, in turn.
here=$(dirname "$0")
work=${WORK:-$(mktemp -d)}
rows=${ROWS:-4000000}
${CC:-cc} -O2 "$here/gen_rows.c" -o "$work/gen_rows" || exit 1
"$work/gen_rows" $((rows / 40)) 40 >"$work/rows.csv"
store=$work/bench.h5

timed() { # label, command: seconds and peak memory
	label=$1
	shift
	python3 - "$label" "$rows" "$@" <<'PY'
import resource, subprocess, sys, time
label, rows, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
start = time.monotonic()
code = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%-28s %7.3f s  %6.2f s CPU  %8.0f rows/s  %5.0f MB peak%s" % (
    label, seconds, used.ru_utime + used.ru_stime, rows / seconds, used.ru_maxrss / 1024,
    "" if code == 0 else "  FAILED"))
PY
}
fresh() {
	rm -f "$store" "$store.lock"
	"$TALLY" -s "$store" init 2>/dev/null
}
for round in 1 2 3; do
	fresh
	timed "ingest --define" "$TALLY" -s "$store" ingest "$work/rows.csv" --define
	[ -n "${POLARS:-}" ] && timed "polars" $POLARS "$work/rows.csv"
	[ -n "${DUCKDB:-}" ] && timed "duckdb" $DUCKDB "$work/rows.csv"
done
ls -l "$store" "$work/rows.csv" | awk -v rows="$rows" '{ printf "%-28s %7.2f bytes per row\n", NR == 1 ? "store" : "file", $5 / rows }'
"$TALLY" -s "$store" revert 1 >/dev/null 2>&1
timed "ingest, codes known, threads" "$TALLY" -s "$store" ingest "$work/rows.csv"
timed "show one series, cold" "$TALLY" -s "$store" show m00100 CN-BJ
timed "export csv" "$TALLY" -s "$store" export csv -o "$work/out.csv"
[ -n "${WORK:-}" ] || rm -rf "$work"
