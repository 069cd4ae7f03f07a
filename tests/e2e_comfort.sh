#!/bin/sh
# What makes the command pleasant: topics, man pages, the config file, completion, the tour.
# Looking for leaks is a third of a process with sanitizers; e2e_cli, e2e_export and e2e_check do.
case ${BUILD:-} in *san*) export ASAN_OPTIONS=detect_leaks=0 ;; esac
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset TALLY_STORE
LC_ALL=C.UTF-8
XDG_CONFIG_HOME=$dir/none
export LC_ALL XDG_CONFIG_HOME
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

# --- topics and man pages
for topic in claims intervals periods vintages findings units regions exit config; do
	expect "tally help lists $topic" 0 "  $topic " "$TALLY" help
	expect "tally help $topic" 0 "# " "$TALLY" help "$topic"
	expect "tally help --man $topic" 0 ".SH DESCRIPTION" "$TALLY" help --man "$topic"
done
for verb in $("$TALLY" --help | sed -n '/^tally help TOPIC/q; s/^  \([a-z]*\)  .*/\1/p'); do
	expect "tally help --man $verb" 0 ".SH EXAMPLES" "$TALLY" help --man "$verb"
	sed -n '/^.SH EXAMPLES/,/^.SH SEE/p' "$dir/out" | sed -n 2,3p | tr '\n' ' ' | grep -q '^.PP .nf ' && echo "ok - its examples are lines" || echo "not ok - its examples are lines"
	# every option of --help is in the man page
	cp "$dir/out" "$dir/page"
	"$TALLY" "$verb" --help | sed -n 's/^ *\(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' | sed 's/-/\\-/g' >"$dir/options"
	lost=$(while IFS= read -r option; do grep -qF -e "\\-\\-$option" "$dir/page" || echo "$option"; done <"$dir/options")
	[ -s "$dir/options" ] && [ -z "$lost" ] && echo "ok - its man page has all its options" || echo "not ok - its man page has all its options: $lost"
done
expect "tally help --man" 0 ".SH VERBS" "$TALLY" help --man
expect "an unknown topic is told with its neighbour" 2 'did you mean "claims"' "$TALLY" help claim

# --- the config file
mkdir -p "$dir/home/tally"
XDG_CONFIG_HOME=$dir/home
config=$dir/home/tally/config
printf '# mine\nstore = %s/c.h5\nmax-errors = 3\n\n[check]\nrounding = truncate\n' "$dir" >"$config"
expect "the config names the store" 0 "c.h5" "$TALLY" init
expect "and holds for the next verb" 0 "195 stored" "$TALLY" ingest datasets/herald.csv
expect "a verb's own options: figures that were cut tally" 0 "0 contradiction" "$TALLY" check
expect "the command line wins" 1 "1 contradiction" "$TALLY" check --rounding nearest
expect "TALLY_STORE wins over the file" 3 "other.h5" env TALLY_STORE="$dir/other.h5" "$TALLY" check
printf 'lang = zh\n' >>"$config"
expect "an option of every verb under a verb" 0 "矛盾" "$TALLY" -s "$dir/c.h5" check
printf 'stroe = x\n[chekc]\nrounding = up\n[show]\nas-fo = 2020-01-01\n= 5\n' >"$config"
expect "mistakes are told with their lines" 3 'config:2: unknown verb "chekc"; did you mean "check"?' "$TALLY" -s "$dir/c.h5" show gdp
grep -q 'config:6: expected `option = value`' "$dir/out" && echo "ok - all of them" || echo "not ok - all of them: $(cat "$dir/out")"
printf 'stroe = x\n' >"$config"
expect "an unknown option" 3 'config:1: unknown option "stroe"; did you mean "store"?' "$TALLY" -s "$dir/c.h5" show gdp
printf '[show]\nas-fo = 2020-01-01\n' >"$config"
expect "an unknown option of a verb" 3 'did you mean "as-of"' "$TALLY" -s "$dir/c.h5" show gdp
expect "does not disturb another verb" 1 "contradiction" "$TALLY" -s "$dir/c.h5" check
printf 'json = yes\nlang\n' >"$config"
expect "a switch takes no value" 3 "config:1: a switch stands alone" "$TALLY" -s "$dir/c.h5" show gdp
printf 'lang = fr\n' >"$config"
expect "a value that does not fit" 2 "--lang is zh or en" "$TALLY" -s "$dir/c.h5" show gdp
expect "help works whatever the file says" 0 "usage: tally show" "$TALLY" show --help
printf 'store = ~/c.h5\n' >"$config"
expect "~ is the home folder" 1 "contradiction" env HOME="$dir" "$TALLY" check
rm "$config"

# --- completion, by driving bash's
if command -v bash >/dev/null 2>&1; then
	cat >"$dir/drive.bash" <<'END'
PATH=$(dirname "$TALLY"):$PATH
. cli/completion/tally.bash
compopt() { COMPREPLY=("(files)"); }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tally
[ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s ' "${COMPREPLY[@]}"
END
	completes() { # wanted, words...
		wanted=$1
		shift
		found=$(TALLY_STORE=$dir/c.h5 bash "$dir/drive.bash" "$@" 2>&1)
		case $wanted in
		*'*') good=$(case $found in $wanted) echo yes ;; esac) ;;
		*) good=$([ "$found" = "$wanted" ] && echo yes) ;;
		esac
		[ "$good" = yes ] && echo "ok - completes: $*" || echo "not ok - completes: $*: \"$found\", not \"$wanted\""
	}
	completes "init ingest " tally in
	completes "reconcile " tally rec
	completes "check calc compact claims config " tally help c
	completes "gdp gdp_secondary gdp_tertiary " tally show gdp
	completes "CN-HTZ " tally show gdp_secondary CN-
	completes "CN-HTZ-E CN-HTZ-C CN-HTZ-W " tally bounds gross_industrial_output CN-HTZ-
	completes "" tally show no_such_metric_at_all x
	completes "--as-of " tally show gdp --as
	completes "half-up half-even " tally check --rounding half
	completes "truncate " tally check --rounding = tr
	completes "(files) " tally ingest ""
	completes "(files) " tally show --store ""
	completes "csv " tally export c
	completes "trend " tally plot tr
	completes "gdp_secondary " tally plot trend gdp_s
	completes "zh " tally show --lang z
	completes "metrics " tally list me
	completes "level " tally show gdp --measure le
	completes "gdp_tertiary " tally -s "$dir/c.h5" show gdp_t
else
	echo "not ok - bash is missing"
fi

# --- the tour
expect "the tour runs to its end" 0 "That was the tour" "$TALLY" tutorial "$dir/tour"
grep -c '^\$ tally ' "$dir/out" | grep -qx 9 && echo "ok - nine commands" || echo "not ok - nine commands"
grep -q '1 contradiction' "$dir/out" && grep -qF '[1.56095 %, 2.1336 %]' "$dir/out" && echo "ok - with their answers" || echo "not ok - with their answers"
sed -n 's/^\$ tally //p' "$dir/out" >"$dir/typed"
# what it shows can be typed: again in a folder of one's own
(cd "$dir" && rm tour/tour.h5 && cd tour && while IFS= read -r words; do
	eval "\"\$TALLY\" $words" || [ $? -eq 1 ] || exit 1
done) <"$dir/typed" >"$dir/again" 2>&1 && echo "ok - the commands can be typed" || echo "not ok - the commands can be typed: $(tail -n 1 "$dir/again")"
expect "a folder is not overwritten" 3 "exists" "$TALLY" tutorial "$dir/tour"

# --- a sign of life
python3 -B tests/progress.py "$TALLY" "$dir"
