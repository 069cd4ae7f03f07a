#!/bin/sh
# The check on real releases and tables: what must be found, and no false alarm.
tally=${TALLY:-build/tally}
shared=${SHARED:-../shared}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

new() { # store
	rm -f "$dir/$1.h5"
	"$tally" -s "$dir/$1.h5" init >/dev/null 2>&1
}

into() { # store, ingest arguments
	s=$1
	shift
	"$tally" -s "$dir/$s.h5" ingest "$@" >"$dir/log" 2>&1 || echo "not ok - ingest $*: $(tail -c 300 "$dir/log")"
}

has() { # name, words, file
	if grep -q -- "$2" "$3"; then echo "ok - $1"; else
		echo "not ok - $1: no \"$2\" in: $(head -c 800 "$3")"
	fi
}

counts() { # name, wanted beginning behind the colon
	got=$(head -n 1 "$dir/out" | sed 's/.*components: //')
	if [ "$got" = "$2" ]; then echo "ok - $1"; else echo "not ok - $1: wanted $2, got $got"; fi
}

# --- the herald claims
new herald
into herald "$shared/claims/herald-claims.csv"
"$tally" -s "$dir/herald.h5" check >"$dir/out" 2>&1
counts "herald: one contradiction, one conditional, one strange" "1 contradiction, 1 conditional, 1 strange"
has "Zhejiang's share" "44.04 / 457.41 lies in \[9.6269 %, 9.6293 %\]; printed 9.62 % means \[9.6150 %, 9.6250 %\]" "$dir/out"
has "repaired by cutting" "cuts its figures" "$dir/out"
has "repaired by 9.63" "9.63 %" "$dir/out"
has "the contribution of the secondary industry" "\[43.20[0-9]* %, 43.4[0-9]* %\]; possible at constant" "$dir/out"
has "which equals the share" "\[58.00[0-9]* %, 58.13[0-9]* %\]" "$dir/out"
has "which the next words contradict" "1.499" "$dir/out"
has "the primary sector is strange" "\[34.26 %, 40.84 %\]" "$dir/out"
"$tally" -s "$dir/herald.h5" bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09 --json >"$dir/out"
has "the north-east: lo" '"lo":8\(6\|59999\)' "$dir/out"
has "the north-east: hi" '"hi":90*[.,]' "$dir/out"
"$tally" -s "$dir/herald.h5" bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09 --growth --json >"$dir/out"
has "its growth: lo" '"lo":0.01560' "$dir/out"
has "its growth: hi" '"hi":0.02133' "$dir/out"

into herald "$shared/claims/anchors.csv"
"$tally" -s "$dir/herald.h5" check >"$dir/out" 2>&1
counts "with anchors: one conflict more" "1 contradiction, 1 conditional, 1 conflict, 1 strange"
has "new enterprises" "57.63 / 751.8 lies in \[7.66 %, 7.67 %\]" "$dir/out"

# --- releases on real or comparable bases
new alarms
into alarms --ignore-extra "$shared/cases/false-alarms.csv"
"$tally" -s "$dir/alarms.h5" check >"$dir/out" 2>&1
counts "false alarms: three rebased, nothing else" "0 contradiction, 3 rebased"
has "investment 2024" "moved by -0.92 %" "$dir/out"
has "investment 2025" "moved by -1.95 %" "$dir/out"
has "profit 2018" "moved by -21.5" "$dir/out"
into alarms "$shared/claims/herald-claims.csv"
"$tally" -s "$dir/alarms.h5" check >"$dir/out" 2>&1
has "the anchor is a true alarm" "57.63 / 751.8" "$dir/out"

# --- tables
t="$shared/data/nbs-provincial-gdp-by-industry-2017vintage"
new provinces
for pair in GDP:gdp primary_industry:gdp_primary second_industry:gdp_secondary third_industry:gdp_tertiary; do
	into provinces --metric "${pair#*:}" --unit 亿元 --source nbs-2017 --published 2017-10-01 "$t/${pair%:*}.csv"
done
"$tally" -s "$dir/provinces.h5" check >"$dir/out" 2>&1
counts "310 provincial cells add up to rounding" "0 contradiction"
into provinces --metric gdp_per_capita --unit 元 --source nbs-2017 --published 2017-10-01 "$t/per_GDP.csv"
into provinces --metric population --unit 万人 --source nbs-2017 --published 2017-10-01 "$t/population.csv"
"$tally" -s "$dir/provinces.h5" check >"$dir/out" 2>&1
has "per-capita figures raise no contradiction" " 0 contradiction" "$dir/out"

new uk
into uk "$shared/data/uk-gdp-ons/data.csv" --region GB --metric gdp --unit 百万英镑 --define
"$tally" -s "$dir/uk.h5" check >"$dir/out" 2>&1
counts "UK quarters make the year in 69 years" "0 contradiction"

new swiss
into swiss "$shared/data/seco-realtime-gdp/converted/gdp.csv" --map 'period={time}/P3M' --map region=id \
	--map published=pub_date --source seco --metric gdp --unit LCU --define
"$tally" -s "$dir/swiss.h5" check --strict >"$dir/out" 2>&1
has "Swiss vintages are revisions, not conflicts" " 0 contradiction, [0-9]* revision" "$dir/out"
