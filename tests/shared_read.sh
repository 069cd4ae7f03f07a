#!/bin/sh
# The reader against annotated pages, sentences and phrases: thresholds, and the scores per tier.
set -u
: "${TALLY:=build/tally}" "${SHARED:=../shared}"
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
texts=$SHARED/texts
[ -d "$texts" ] || { echo "ok - no shared texts here"; exit 0; }
failed=0

# at_least NAME VALUE BOUND
at_least() {
	if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a + 0 >= b + 0) }'; then
		echo "ok - $1 $2 (>= $3)"
	else
		echo "not ok - $1: $2 is under $3"
		failed=1
	fi
}

"$TALLY" init -s "$work/s.h5" >/dev/null 2>&1
"$TALLY" list metrics --format tsv -s "$work/s.h5" > "$work/metrics.tsv" || failed=1
tail -n +2 "$texts/published.tsv" | while IFS="$(printf '\t')" read -r doc published; do
	"$TALLY" read "$texts/$doc" --published "$published" > "$work/$doc.csv"
done
python3 "$SHARED/tools/score_claims.py" "$work"/*.csv --gold "$texts/claims.tsv" \
	--distractors "$texts/distractors.tsv" --regions "$SHARED/tools/regions.tsv" \
	--metrics "$work/metrics.tsv" --list > "$work/score.txt"
grep -E '^(MISS|WRONG|FALSE|DISTRACTOR)' "$work/score.txt"
grep -A6 -E '^(all tiers|tier )' "$work/score.txt"

# block N of the scorer's columns: number measure period qualifier region metric all
column() { awk -v block="$1" -v row="$2" -v col="$3" '$0 ~ "^" block ":" { on = 1 } on && $1 == row { print $col; exit }' "$work/score.txt"; }
at_least "pages: number F1" "$(column 'all tiers' f1 2)" 0.97
at_least "pages: number and measure F1" "$(column 'all tiers' f1 3)" 0.95
at_least "pages: number and period F1" "$(column 'all tiers' f1 4)" 0.92
at_least "pages: number and region F1" "$(column 'all tiers' f1 6)" 0.90
at_least "pages: number and metric F1" "$(column 'all tiers' f1 7)" 0.90
at_least "pages: everything right F1" "$(column 'all tiers' f1 8)" 0.85
at_least "pages: tier A precision, everything" "$(column 'tier A' precision 8)" 0.98
rows=$(column 'all tiers' right 2)
hits=$(sed -n 's/.*false_distractors=\([0-9]*\)$/\1/p' "$work/score.txt")
at_least "pages: claims that are no distractors" "$(awk -v h="$hits" -v n="$rows" 'BEGIN { print 1 - h / n }')" 0.98

TALLY=$TALLY python3 "$here/score_phrases.py" "$SHARED/cases/text/phrases.tsv" > "$work/phrases.txt"
grep '^MISS' "$work/phrases.txt"
at_least "phrases: statistical categories" "$(awk '$1 == "statistical" { print $3 }' "$work/phrases.txt")" 0.97
TALLY=$TALLY python3 "$here/score_sentences.py" "$SHARED/cases/text/claims.tsv" > "$work/sentences.txt"
grep '^MISS' "$work/sentences.txt"
at_least "sentences: rows" "$(awk '$1 == "all" { print $3 }' "$work/sentences.txt")" 0.93
at_least "sentences: must-not rows respected" "$(awk '$1 == "all" { print 1 - $6 }' "$work/sentences.txt")" 1
exit $failed
