#!/bin/sh
# The command line as a person meets it: help, mistakes, exit codes.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset TALLY_STORE
LC_ALL=C.UTF-8
export LC_ALL
expect() { # name, wanted exit code, text that must be said, command...
	name=$1 wanted=$2 text=$3
	shift 3
	"$@" >"$dir/out" 2>&1
	code=$?
	if [ "$code" -ne "$wanted" ]; then
		echo "not ok - $name: exit $code, not $wanted: $(head -n 2 "$dir/out" | tr '\n' ' ')"
	elif [ -n "$text" ] && ! grep -qF -e "$text" "$dir/out"; then
		echo "not ok - $name: does not say \"$text\": $(head -n 2 "$dir/out" | tr '\n' ' ')"
	else
		echo "ok - $name"
	fi
}

expect "no verb shows the verbs" 2 "usage: tally VERB" "$TALLY"
expect "--help" 0 "usage: tally VERB" "$TALLY" --help
expect "--version" 0 "tally " "$TALLY" --version
expect "an unknown verb is told with its neighbour" 2 'did you mean "ingest"' "$TALLY" ingset
for verb in $("$TALLY" --help | sed -n '/^tally help TOPIC/q; s/^  \([a-z]*\)  .*/\1/p'); do
	expect "$verb --help has examples" 0 "Examples:" "$TALLY" "$verb" --help
	expect "$verb knows its options" 2 "unknown option --no-such-option" "$TALLY" "$verb" --no-such-option
done
expect "help VERB" 0 "usage: tally show" "$TALLY" help show
expect "no store" 3 "nowhere.h5" "$TALLY" show gdp -s "$dir/nowhere.h5"
expect "init" 0 "" "$TALLY" init -s "$dir/a.h5"
expect "a store is not overwritten" 3 "exists" "$TALLY" init -s "$dir/a.h5"
expect "an option near to a known one" 2 "did you mean --as-of" "$TALLY" show gdp --asof 2020-01-01 -s "$dir/a.h5"
expect "an unknown metric is told with its neighbour" 2 'did you mean "gdp"' "$TALLY" show gpd -s "$dir/a.h5"
expect "a bad date" 2 "2020-13-01" "$TALLY" show gdp --as-of 2020-13-01 -s "$dir/a.h5"
expect "nothing there is exit 1" 1 "no figures" "$TALLY" show gdp CN -s "$dir/a.h5"
expect "global options may stand before the verb" 1 "no figures" "$TALLY" -s "$dir/a.h5" show gdp CN
expect "a store that is none" 3 "README.md" "$TALLY" show gdp -s README.md
expect "a full disk" 4 "cannot write" sh -c "\"$TALLY\" list metrics -s \"$dir/a.h5\" >/dev/full"
"$TALLY" list metrics -s "$dir/a.h5" --json >"$dir/json" 2>&1
expect "JSON is JSON" 0 "" python3 -c "import json,sys; json.load(open('$dir/json'))"
