#!/bin/sh
# Neither locale nor time zone nor the number of processors changes a byte of what tally makes.
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset TALLY_STORE SOURCE_DATE_EPOCH LC_ALL LC_NUMERIC LANG TZ
case $BUILD in /*) build=$BUILD ;; *) build=$here/$BUILD ;; esac
LOCPATH=$work/locales
export LOCPATH
mkdir "$LOCPATH"
for name in de_DE tr_TR; do
	localedef -i $name -f UTF-8 "$LOCPATH/$name.UTF-8" >/dev/null 2>said || echo "not ok - locale $name (package locales): $(head -n 1 said)"
done

# In a program that has set its locale, as R, Python and desktops do.
for name in de_DE tr_TR; do
	if TALLY_TEST_POINT=1,5 LC_ALL=$name.UTF-8 "$build/tests/test_numbers" >said 2>&1; then echo "ok - the library under $name"; else
		echo "not ok - the library under $name: $(grep -m 3 -E 'ERROR|!=' said)"
	fi
done

same() { # NAME COMMAND...
	name=$1
	shift
	"$@" sh "$here/tests/all_bytes.sh" "$TALLY" "$name"
	if diff -r plain "$name" >said; then echo "ok - $name: the same bytes"; else echo "not ok - $name: $(head -n 3 said)"; fi
}
sh "$here/tests/all_bytes.sh" "$TALLY" plain
same German env LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
case $BUILD in *san*) ;; *) # with sanitizers, ten times as slow, one of them will do
same Turkish env LC_ALL=tr_TR.UTF-8
same Shanghai env TZ=Asia/Shanghai
same Kiritimati env TZ=XXX-14
;;
esac
same one-processor taskset -c "$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')"
