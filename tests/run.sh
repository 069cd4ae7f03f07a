#!/bin/sh
# Runs test programs (cmocka) and scripts (lines "ok - ..." / "not ok - ..."), one on each processor
# (TEST_JOBS: so many), and adds up. A program that ends badly without naming a failed case counts as
# one failure.
#
#   run.sh TEST...              all of them; ends with "N passed, N failed"
#   run.sh --one FOLDER TEST    one, for xargs: says how it went and leaves its counts in FOLDER
if [ "$1" = --one ]; then
	counts=$2
	test=$3
	log=$(mktemp "$counts/log.XXXXXX")
	began=$(date +%s)
	case $test in
	*.sh) sh "$test" >"$log" 2>&1; code=$? ;;
	*) "$test" >"$log" 2>&1; code=$? ;;
	esac
	good=$(grep -cE '^(ok |\[       OK \])' "$log")
	bad=$(grep -E '^(not ok |\[  FAILED  \] [A-Za-z_])' "$log" | sort -u | wc -l)
	[ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	said=
	if [ "$code" -eq 0 ] && [ "$good" -eq 0 ]; then
		bad=1
		said="$test: ran no test
"
	fi
	if [ "$bad" -gt 0 ]; then
		said="${said}FAIL $test ($good passed, $bad failed)
$(sed 's/^/    /' "$log" | grep -vE '\[( RUN      |       OK )\]|^    ok ' | head -n 60)"
	else
		said="ok   $(basename "$test") ($good) $(($(date +%s) - began)) s"
	fi
	printf '%s\n' "$said"
	echo "$good $bad" >"$counts/count.$(basename "$log")"
	rm -f "$log"
	exit 0
fi
counts=$(mktemp -d)
BUILD=${BUILD:-build} # by hand: what `make tests` made
TALLY=${TALLY:-$PWD/$BUILD/tally}
export BUILD TALLY
# No config file of whoever runs the tests has a say.
XDG_CONFIG_HOME=$counts/none
export XDG_CONFIG_HOME
trap 'rm -rf "$counts"' EXIT
[ $# -gt 0 ] && printf '%s\n' "$@" |
	xargs -P "${TEST_JOBS:-$(nproc 2>/dev/null || echo 1)}" -n 1 sh "$0" --one "$counts"
cat "$counts"/count.* 2>/dev/null | awk -v wanted=$# '{ good += $1; bad += $2 }
	END { bad += wanted - NR; printf "%d passed, %d failed\n", good, bad; exit bad > 0 }'
