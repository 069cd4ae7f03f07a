#!/bin/sh
# docs/formats.md, the command's table of formats and the checks of interop_export.sh name the same
# formats, and every check that the page claims is there.
set -u
here=$(cd "$(dirname "$0")" && pwd)
page=$here/../docs/formats.md
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$TALLY" export --list | cut -f1 | sort >"$work/command"
awk -F'|' 'NF > 8 && /^\| [a-z]/ && $2 !~ /format/ { gsub(/ /, "", $2); print $2 }' "$page" | sort >"$work/page"
if diff "$work/command" "$work/page" >"$work/diff"; then echo "ok - the page has a row for every format"; else
	echo "not ok - the page has a row for every format: $(cat "$work/diff")"
	failed=1
fi
for format in $(cat "$work/command"); do
	line=$(grep "^| $format |" "$page" | head -n 1)
	checks=$(echo "$line" | awk -F'|' '{ print $(NF - 1) }' | grep -oE '\([a-z0-9_]+(, [a-z0-9_]+)*\)' | tr '(),' '   ')
	[ -n "$checks" ] || {
		echo "not ok - $format has a check"
		failed=1
		continue
	}
	for check in $checks; do
		if grep -qE "^[[:space:]]*check $check |^for test in .*\b$check\b" "$here/interop_export.sh"; then echo "ok - $format: $check"; else
			echo "not ok - $format: there is no check $check in interop_export.sh"
			failed=1
		fi
	done
	"$TALLY" export --help | grep -q "^  $format " || {
		echo "not ok - $format is in the help"
		failed=1
	}
done
exit $failed
