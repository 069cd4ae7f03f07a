#!/bin/sh
# check and bounds from the outside: exit codes, text, JSON, options, hostile networks.
tally=${TALLY:-build/tally}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
head='metric,region,period,value,unit,measure,qualifier,against,prices,basis,source,published'

store() { # name, rows on stdin
	{ echo "$head"; cat; } >"$dir/$1.csv"
	rm -f "$dir/$1.h5"
	"$tally" -s "$dir/$1.h5" init >/dev/null 2>&1 &&
		"$tally" -s "$dir/$1.h5" ingest --define "$dir/$1.csv" >/dev/null 2>&1
}

same() { # name, wanted, got
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: wanted $2, got $3"; fi
}

has() { # name, words, file
	if grep -q -- "$2" "$3"; then echo "ok - $1"; else
		echo "not ok - $1: no \"$2\" in: $(head -c 600 "$3")"
	fi
}

store bad <<-E
	new_enterprises,CN,2020,90.00,万家,level,,,,,a,2021-01-01
	new_enterprises,CN-GD,2020,30.00,万家,level,,,,,a,2021-01-01
	new_enterprises,CN-GD,2020,33.5,%,share,,@CN,,,a,2021-01-01
