#!/bin/sh
# --memory: rows wait beside the store and are merged; the store is byte for byte the one of an ingest
# that holds its rows in memory, and nothing is left beside it.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset TALLY_STORE
many() { sh tests/many_rows.sh "$@"; }
limited="$TALLY -s $dir/limited.h5" plain="$TALLY -s $dir/plain.h5"
# same NAME: the two stores are, and all that is there
same() {
	if ! cmp "$dir/plain.h5" "$dir/limited.h5" >"$dir/said" 2>&1; then
		echo "not ok - $1: $(cat "$dir/said")"
	elif ls -A "$dir" | grep -q '^\.'; then
		echo "not ok - $1: left $(ls -A "$dir" | grep '^\.' | tr '\n' ' ')"
	else
		echo "ok - $1"
	fi
}
# both WORDS...: without a limit, with one; they say the same
both() {
	$plain "$@" >"$dir/out.plain" 2>"$dir/err.plain"
	a=$?
	$limited "$@" --memory 1 >"$dir/out.limited" 2>"$dir/err.limited"
	b=$?
	[ $a -eq $b ] && cmp -s "$dir/out.plain" "$dir/out.limited" ||
		echo "not ok - $*: exit $a and $b, says $(head -n 1 "$dir/err.limited")"
}
fresh() {
	rm -f "$dir"/*.h5*
	$plain init 2>/dev/null
	cp "$dir/plain.h5" "$dir/limited.h5"
}

for order in series period shuffled; do
	many 20 2000 $order >"$dir/a.csv"
	{ many 20 2000 shuffled 7; many 20 2000 series 0 2 | sed 1d | sed 's/$/,/'; } >"$dir/b.csv"
	fresh
	both ingest "$dir/a.csv"
	same "a table by $order"
	both ingest "$dir/b.csv"
	same "rows that are known, and others"
	both ingest "$dir/a.csv" "$dir/b.csv"
	same "nothing new"
done
both compact
same "compact"
both ingest "$dir/a.csv" --source another
same "beside a folded segment"
both compact
same "compact again"
$limited verify >"$dir/said" 2>&1 && echo "ok - verify" || echo "not ok - verify: $(head -n 1 "$dir/said")"

# It did wait beside the store: not even that much fits under this quota.
fresh
prlimit --fsize=300000 $limited ingest "$dir/a.csv" --memory 1 >/dev/null 2>"$dir/said"
[ $? -eq 4 ] && grep -q 'rows that wait beside it' "$dir/said" && echo "ok - rows wait beside the store" ||
	echo "not ok - rows wait beside the store: $(cat "$dir/said")"
same "and a quota leaves the store as it was"

# Several files wait for each other; a bad row in the last refuses all.
fresh
many 20 2000 series 0 3 >"$dir/c.csv"
both ingest "$dir/a.csv" "$dir/b.csv" "$dir/c.csv"
same "several files"
sed 's/^population,CN-XJ/&/;$s/万人/亿元/' "$dir/c.csv" >"$dir/bad.csv"
both ingest "$dir/a.csv" "$dir/bad.csv" --date 2024-01-01
same "a bad row refuses all files"
both ingest "$dir/bad.csv" --skip-bad "$dir/rejects.csv"
same "--skip-bad"
fresh
both ingest "$dir/a.csv" --dry-run
same "--dry-run writes nothing"
prlimit --fsize=1000 $limited ingest "$dir/a.csv" --memory 1 --dry-run >/dev/null 2>&1 &&
	echo "ok - --dry-run puts nothing aside" || echo "not ok - --dry-run puts nothing aside"
many 20 2000 shuffled >"$dir/pipe.csv"
$plain ingest - <"$dir/pipe.csv" >/dev/null 2>&1
$limited ingest - --memory 1 <"$dir/pipe.csv" >/dev/null 2>&1
same "standard input"

# Names that leave no room are told.
fresh
many 20 2000 series 30000 >"$dir/notes.csv"
$limited ingest "$dir/notes.csv" --memory 1 >/dev/null 2>"$dir/said"
[ $? -eq 4 ] && grep -q 'series and .* texts take so much .*--memory' "$dir/said" && echo "ok - too many names" ||
	echo "not ok - too many names: $(cat "$dir/said")"
same "nothing was stored of them"
for verb in "ingest $dir/a.csv" compact; do
	$limited $verb --memory -5 >/dev/null 2>"$dir/said"
	[ $? -eq 2 ] && grep -q 'so many megabytes cannot be' "$dir/said" && echo "ok - ${verb%% *}: a limit that cannot be" ||
		echo "not ok - ${verb%% *}: a limit that cannot be: $(cat "$dir/said")"
done
