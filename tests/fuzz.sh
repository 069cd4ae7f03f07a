#!/bin/sh
# fuzz.sh PROGRAM CORPUS SECONDS [OPTION...]: one libFuzzer program over its corpus. New inputs go to CORPUS/<name>;
# seeds and cases come from tests/corpus/<name>, words from tests/corpus/<name>.dict, options from
# tests/corpus/<name>.options. Ends with what was run: executions, their rate, peak memory.
set -u
program=$1 corpus=$2 seconds=$3
shift 3
name=$(basename "$program")
here=$(cd "$(dirname "$0")" && pwd)/corpus
mkdir -p "$corpus/$name" "$here/$name" "$corpus/findings"
dict=
[ -f "$here/$name.dict" ] && dict=-dict=$here/$name.dict
set -- $(cat "$here/$name.options" 2>/dev/null) "$@"
# the corpus is looked through once, not each second (-reload=0);
# a small quarantine and no memory handed back: twice the executions, and no less is seen
export ASAN_OPTIONS="${ASAN_OPTIONS:-quarantine_size_mb=8:allocator_release_to_os_interval_ms=-1}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$here/../lsan.txt:print_suppressions=0}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$program" $dict -timeout=60 -rss_limit_mb=2048 -reload=0 -print_final_stats=1 -artifact_prefix="$corpus/findings/$name-" \
	-max_total_time="$seconds" "$@" "$corpus/$name" "$here/$name" >"$log" 2>&1
code=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log" | tail -n 1)
echo "$name: ${runs:-no} executions, ${rate:-?} a second, $(ls "$corpus/$name" | wc -l) inputs kept, exit $code"
[ $code -eq 0 ] || tail -n 40 "$log"
exit $code
