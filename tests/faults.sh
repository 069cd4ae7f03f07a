#!/bin/sh
# Every call that can fail, failed one by one (and killed there): the file is the old or the new one.
# HDF5 1.10 itself does not live through every failed malloc; the store is whole all the same, and a
# death anywhere else is a failure.
# usage: faults.sh STEP_IO STEP_MEMORY [SCENE...]: every STEP-th call (1: all; 0: none)
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/stage"
"$TALLY" -s "$dir/stage/old.h5" init 2>/dev/null &&
	"$TALLY" -s "$dir/stage/old.h5" ingest datasets/herald.csv >/dev/null &&
	"$TALLY" -s "$dir/stage/old.h5" ingest datasets/anchors.csv >/dev/null || { echo "not ok - a store to harm"; exit 1; }
cp datasets/nbs-releases.csv "$dir/stage/in.csv"
sh tests/many_rows.sh 20 1500 period >"$dir/stage/large.csv"
step_io=$1 step_memory=$2
shift 2
case $BUILD in *san*) FAULT_BEHIND=$(${CC:-cc} -print-file-name=libasan.so) && export FAULT_BEHIND ;; esac # the sanitizer comes first
"$BUILD/tests/tool_faults" "$TALLY" "$BUILD/tests/fault.so" "$dir/stage" "$step_io" "$step_memory" "$@" >"$dir/log" 2>&1 ||
	echo "not ok - the harness itself: $(tail -n 1 "$dir/log")"
grep -v '^# died' "$dir/log"

# Whose code a process died in: a function of ours has a source file.
grep '^# died' "$dir/log" | while read -r _ _ scene at frames; do
	# shellcheck disable=SC2086
	where=$(addr2line -f -e "$TALLY" ${frames:-0} 2>/dev/null | paste -d' ' - - | head -n 1)
	case $where in
	*/*) echo "not ok - $scene dies at call $at of memory in $where" ;;
	H5*) echo HDF5 >>"$dir/whose" ;;
	gsl_*|avl_*|spmatrix_*) echo GSL >>"$dir/whose" ;; # sparse matrices: what is half made is freed
	__gmp*|glp_*|errfunc*) echo GLPK >>"$dir/whose" ;;
	*) echo "not ok - $scene dies at call $at of memory in ${where:-an unknown place}" ;;
	esac
done
[ -f "$dir/whose" ] && sort "$dir/whose" | uniq -c | sed 's/^/# died in /'
true
