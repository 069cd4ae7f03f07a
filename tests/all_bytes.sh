#!/bin/sh
# all_bytes.sh TALLY FOLDER: makes the folder and in it all that the command makes of one input: the store, exports,
# findings, a chart. Two of them are compared with diff -r.
tally=$1 out=$2
data=$(cd "$(dirname "$0")/.." && pwd)/datasets
unset TALLY_STORE SOURCE_DATE_EPOCH
mkdir "$out" || exit 1
LC_ALL=C awk 'BEGIN {
	print "metric,region,period,value,unit,source"
	for (y = 1500; y < 2020; y++) for (m = 1; m <= 12; m++) printf "population,CN,%d-%02d,%d.%02d,万人,s\n", y, m, 3 * y + m, y % 100
}' >"$out/rows.csv"
run() {
	"$tally" -s "$out/s.h5" "$@" 2>"$out/said" || [ $? -eq 1 ] || echo "not ok - $*: $(tail -n 1 "$out/said")"
}
run init
run ingest "$data/cn-gdp.csv" "$data/herald.csv" | sed 's|^.*/||' >"$out/told"
run check --json --lang en >"$out/check.json"
run reconcile --json --lang en >"$out/reconciled.json"
run ingest "$out/rows.csv" | sed 's|^.*/||' >>"$out/told"
run calc 'yoy(gdp) * 1.5' --json --lang en >"$out/calc.json"
for format in csv tidy jsonl; do run export $format -o "$out/all.$format"; done
run plot trend gdp CN --lang en -o "$out/gdp.svg"
rm -f "$out/said"
for name in s.h5 told check.json reconciled.json calc.json all.csv all.tidy all.jsonl gdp.svg; do
	[ -s "$out/$name" ] || echo "not ok - $out holds no $name"
done
