#!/bin/sh
# No room, no right, no locks: a message, exit 4, and the file is the old one.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir" 2>/dev/null; rm -rf "$dir"' EXIT
unset TALLY_STORE
chmod 755 "$dir"
case $BUILD in *san*) export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 ;; esac
stop() {
	echo "not ok - $1"
	exit 1
}
# Writing rights mean nothing to root.
as_nobody() {
	if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}
"$TALLY" -s "$dir/old.h5" init 2>/dev/null && "$TALLY" -s "$dir/old.h5" ingest datasets/herald.csv >/dev/null || stop "a store"
cp datasets/nbs-releases.csv "$dir/in.csv"

# refused NAME WORDS COMMAND...: exit 4, says WORDS, store and output as before
refused() {
	name=$1 words=$2
	shift 2
	"$@" >"$dir/said" 2>&1
	code=$?
	if [ $code -ne 4 ]; then
		echo "not ok - $name: exit $code: $(head -n 1 "$dir/said")"
	elif ! grep -qE "$words" "$dir/said"; then
		echo "not ok - $name: says $(head -n 1 "$dir/said")"
	elif ! cmp -s "$dir/old.h5" "$dir/room/s.h5" || [ "$(cat "$dir/room/out" 2>/dev/null)" != before ]; then
		echo "not ok - $name: a file is not the old one"
	elif ls -A "$dir/room" | grep -vqE '^(s\.h5(\.lock)?|out)$'; then
		echo "not ok - $name: left $(ls -A "$dir/room" | tr '\n' ' ')"
	else
		echo "ok - $name"
	fi
}
set_room() {
	rm -rf "$dir/room"
	mkdir "$dir/room"
	cp "$dir/old.h5" "$dir/room/s.h5"
	echo before >"$dir/room/out"
}
set_room
s=$dir/room/s.h5

# A limit on the size of files acts like a quota: the write that crosses it fails.
for kib in 1 4 16 40 64 80; do
	for verb in "ingest $dir/in.csv" compact reconcile; do
		# shellcheck disable=SC2086
		refused "a quota of $kib KiB: ${verb%% *}" '.' prlimit --fsize=$((kib * 1024)) "$TALLY" -s "$s" $verb
	done
done
sh tests/many_rows.sh 20 3000 shuffled >"$dir/large.csv"
for kib in 8 120 600 1000; do # rows that wait, those that are merged
	refused "a quota of $kib KiB: rows that wait beside the store" 'rows that wait beside it cannot be written' \
		prlimit --fsize=$((kib * 1024)) "$TALLY" -s "$s" ingest "$dir/large.csv" --memory 1
done
for format in csv wide jsonl; do
	refused "a quota: export $format" 'cannot write|too large|was not taken' prlimit --fsize=4096 "$TALLY" -s "$s" export $format -o "$dir/room/out"
	refused "a full device: export $format" 'cannot write' sh -c "\"$TALLY\" -s \"$s\" export $format >/dev/full"
done
for verb in "log --json" "list metrics" "show gross_industrial_output" check "read datasets/demo.sh --unresolved"; do
	refused "a full device: $verb" 'cannot write' sh -c "\"$TALLY\" -s \"$s\" $verb >/dev/full"
done

# A folder in which nothing can be made.
chmod 555 "$dir/room"
for verb in "ingest $dir/in.csv" compact "revert 1" reconcile; do
	# shellcheck disable=SC2086
	refused "a read-only folder: ${verb%% *}" 'Permission denied' as_nobody "$TALLY" -s "$s" $verb
done
refused "a read-only folder: rows that wait beside the store" 'Permission denied' as_nobody "$TALLY" -s "$s" ingest "$dir/large.csv" --memory 1
refused "a read-only folder: export" 'Permission denied' as_nobody "$TALLY" -s "$s" export csv -o "$dir/room/out"
as_nobody "$TALLY" -s "$s" show gross_industrial_output >"$dir/said" 2>&1 && echo "ok - a read-only folder can be read" ||
	echo "not ok - a read-only folder can be read: $(head -n 1 "$dir/said")"
chmod 755 "$dir/room"

# A file system without locks.
preload=$PWD/$BUILD/tests/fault.so
case $BUILD in *san*) preload=$(${CC:-cc} -print-file-name=libasan.so):$preload ;; esac # the sanitizer comes first
refused "no locks" 'has no locks' env LD_PRELOAD="$preload" FAULT_KIND=lock "$TALLY" -s "$s" ingest "$dir/in.csv"

# The lock of a process that died blocks nobody: it died with it.
set_room
: >"$s.lock"
timeout 20 "$TALLY" -s "$s" ingest "$dir/in.csv" >/dev/null 2>&1 && echo "ok - a lock file left behind blocks nobody" ||
	echo "not ok - a lock file left behind blocks nobody"
