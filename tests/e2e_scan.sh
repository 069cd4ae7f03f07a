#!/bin/sh
# tally calc straight from columns gives what calc over claims gives, over random stores: naming the
# regions makes it take the way over claims. SEEDS says how many stores.
cd "$(dirname "$0")/.." || exit 1
metrics='cpi gdp population rd_expenditure rd_intensity total_profit'
case $BUILD in *san*) # each command takes ten times as long, a third of it to look for leaks, which others do
	SEEDS=${SEEDS:-1}
	metrics='gdp rd_intensity cpi'
	export ASAN_OPTIONS=detect_leaks=0 ;;
esac
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
LC_ALL=C.UTF-8
TALLY_STORE=$dir/store.h5
export LC_ALL TALLY_STORE
regions=$("$TALLY" --version >/dev/null && for r in CN CN-BJ CN-TJ CN-HE CN-GD CN-ZJ US CN-AH CN-JS; do printf -- '--region %s ' $r; done)
same() { # name, options...: both ways, --summary and lines
	name=$1
	shift
	for form in "--summary --json" "--format tsv" "--json"; do
		# shellcheck disable=SC2086
		"$TALLY" calc "$@" $form >"$dir/columns" 2>"$dir/words.columns"
		a=$?
		# shellcheck disable=SC2086
		"$TALLY" calc "$@" $form $regions >"$dir/claims" 2>"$dir/words.claims"
		b=$?
		if [ $a -ne $b ] || ! cmp -s "$dir/columns" "$dir/claims"; then
			echo "not ok - seed $seed: $name $form: exit $a and $b; $(diff "$dir/columns" "$dir/claims" | head -c 600 | tr '\n' ' ')"
			bad=1
		fi
	done
}
into() { # expression: stored both ways, the same claims
	for way in columns claims; do
		cp "$TALLY_STORE" "$dir/$way.h5"
		named=
		[ $way = claims ] && named=$regions
		# shellcheck disable=SC2086
		"$TALLY" -s "$dir/$way.h5" calc "$1" --into zz_out $named >/dev/null 2>&1
		"$TALLY" -s "$dir/$way.h5" export csv zz_out >"$dir/$way" 2>/dev/null
		rm -f "$dir/$way.h5" "$dir/$way.h5.lock"
	done
	if ! cmp -s "$dir/columns" "$dir/claims"; then
		echo "not ok - seed $seed: $1 stored: $(diff "$dir/columns" "$dir/claims" | head -c 600 | tr '\n' ' ')"
		bad=1
	fi
}
seed=1
while [ "$seed" -le "${SEEDS:-2}" ]; do
	bad=0
	rm -f "$TALLY_STORE" "$TALLY_STORE.lock"
	"$BUILD/tests/tool_random_store" "$TALLY_STORE" "$seed" 120 || echo "not ok - no store of seed $seed"
	for m in $metrics; do
		same "yoy $m" "yoy($m)"
		same "pop $m" "pop($m)"
		same "value $m" "$m"
		same "share $m" "share($m, sum($m))"
		same "share, skipping, $m" "share($m, sum($m))" --skip-missing
		same "mean $m" "mean(yoy($m))" --skip-missing
	done
	same "as of" "yoy(gdp)" --as-of 2023-06-01
	same "one source" "yoy(gdp)" --source nbs
	same "preferred" "yoy(gdp)" --prefer wb
	same "range" "yoy(gdp)" --from 2004 --to 2012
	same "growth as printed" "gdp[measure=growth]"
	same "quarters" "yoy(population[frequency=Q])"
	same "arithmetic" "(total_profit + 1000) / 2 - pop(total_profit)"
	for e in "yoy(gdp)" "pop(total_profit)" "population" "share(cpi, sum(cpi))" "rolling(gdp, 2)"; do
		into "$e"
	done
	[ $bad -eq 0 ] && echo "ok - seed $seed: columns and claims agree"
	for m in cpi gdp population rd_expenditure rd_intensity total_profit; do
		"$TALLY" calc "yoy($m)" --format tsv 2>/dev/null
	done >"$dir/each"
	"$TALLY" calc 'yoy(*)' --format tsv >"$dir/any" 2>/dev/null
	if cmp -s "$dir/each" "$dir/any"; then
		echo "ok - seed $seed: every metric by an asterisk"
	else
		echo "not ok - seed $seed: yoy(*) is not yoy of every metric: $(diff "$dir/each" "$dir/any" | head -n 5 | tr '\n' ' ')"
	fi
	seed=$((seed + 1))
done
