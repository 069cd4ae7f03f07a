#!/bin/sh
# tally reconcile: levels that obey the rules, in a batch of their own.
T=${TALLY:-build/tally}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
s=$dir/s.h5

check() { # name, command...
	name=$1
	shift
	if "$@" >"$dir/out" 2>&1; then echo "ok - $name"; else echo "not ok - $name: $(head -n 3 "$dir/out")"; fi
}

cat >"$dir/in.csv" <<'CSV'
metric,region,period,value,unit,measure,source,published
gdp,CN,2021,1234.6,亿元,level,office,2022-01-20
gdp_primary,CN,2021,123.4,亿元,level,office,2022-01-20
gdp_secondary,CN,2021,456.7,亿元,level,office,2022-01-20
gdp_tertiary,CN,2021,654.4,亿元,level,office,2022-01-20
CSV
"$T" -s "$s" init >"$dir/log" 2>&1
"$T" -s "$s" ingest "$dir/in.csv" >>"$dir/log" 2>&1 || { echo "not ok - ingest: $(tail -n 1 "$dir/log")"; exit 1; }

# 123.4 + 456.7 + 654.4 = 1234.5 is 0.1 short of the total, and every interval has room for some
"$T" -s "$s" reconcile --dry-run >"$dir/dry.csv" 2>"$dir/words"
value() {
	awk -F, -v m="$1" 'NR == 1 { for (i = 1; i <= NF; i++) h[$i] = i } $h["metric"] == m { print $h["value"] }' "$dir/dry.csv"
}
between() { # metric, lo, hi
	awk -v x="$(value "$1")" -v lo="$2" -v hi="$3" 'BEGIN { exit !(x >= lo && x <= hi && x != "") }'
}
check "the total stays in its interval" between gdp 123455000000 123465000000
check "so do the parts" between gdp_primary 12335000000 12345000000
check "and they move up to meet it" between gdp_tertiary 65440000001 65445000000
check "a dry run stores nothing" sh -c "! '$T' -s '$s' log | grep -q reconcile"
check "the rule holds to the last digit" awk -v a="$(value gdp)" -v b="$(value gdp_primary)" \
	-v c="$(value gdp_secondary)" -v d="$(value gdp_tertiary)" \
	'BEGIN { r = a - b - c - d; exit !(r < 1e-3 && r > -1e-3) }'

"$T" -s "$s" reconcile >"$dir/out" 2>"$dir/words"
check "it becomes a batch of its own" sh -c "'$T' -s '$s' log | grep -q reconcile"
check "with source and status" sh -c "'$T' -s '$s' export csv | grep -q '^gdp,CN,2021,.*tally:reconciled.*,E'"
check "what was published stays" sh -c "'$T' -s '$s' export csv | grep -q '^gdp,CN,2021,1234.6,'"
"$T" -s "$s" reconcile >"$dir/out" 2>"$dir/words"
check "a second time adds nothing" grep -q " 0 new" "$dir/words"
check "it does not feed the network" sh -c "'$T' -s '$s' check --json | grep -q '\"claims\": *4'"
check "JSON has levels, adjustments and tests" sh -c "'$T' -s '$s' reconcile --json 2>/dev/null | \
	grep -q '\"consistent\":true.*\"chi2\".*\"df\":1'"

# a misprint: 754.4 for 654.4 cannot be true; the rest is still told
sed 's/654\.4/754.4/; s/office/agency/' "$dir/in.csv" >"$dir/bad.csv"
b=$dir/b.h5
"$T" -s "$b" init >"$dir/log" 2>&1
"$T" -s "$b" ingest "$dir/bad.csv" >>"$dir/log" 2>&1
"$T" -s "$b" reconcile --json >"$dir/bad.json" 2>"$dir/words"
check "what cannot be true is said" grep -q '"consistent":false' "$dir/bad.json"
check "and in words" grep -qE "outside (its|their) interval" "$dir/words"
check "words are refused" sh -c "'$T' -s '$s' reconcile gdp 2>/dev/null; test \$? = 2"
check "no store is an error" sh -c "'$T' -s '$dir/none.h5' reconcile 2>/dev/null; test \$? = 3"
