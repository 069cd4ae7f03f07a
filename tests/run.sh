#!/bin/sh
# Runs test programs (cmocka) and scripts (lines "ok - ..." / "not ok - ...") and adds up.
# A program that ends badly without naming a failed case counts as one failure.
passed=0
failed=0
log=$(mktemp)
# No config file of whoever runs the tests has a say.
XDG_CONFIG_HOME=$log.none
export XDG_CONFIG_HOME
trap 'rm -f "$log"' EXIT
for test in "$@"; do
	case $test in
	*.sh) sh "$test" >"$log" 2>&1; code=$? ;;
	*) "$test" >"$log" 2>&1; code=$? ;;
	esac
	good=$(grep -cE '^(ok |\[       OK \])' "$log")
	bad=$(grep -E '^(not ok |\[  FAILED  \] [A-Za-z_])' "$log" | sort -u | wc -l)
	[ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	if [ "$code" -eq 0 ] && [ "$good" -eq 0 ]; then
		bad=1
		echo "$test: ran no test"
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	if [ "$bad" -gt 0 ]; then
		echo "FAIL $test ($good passed, $bad failed)"
		sed 's/^/    /' "$log" | grep -vE '\[( RUN      |       OK )\]|^    ok ' | head -n 60
	else
		echo "ok   $(basename "$test") ($good)"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
