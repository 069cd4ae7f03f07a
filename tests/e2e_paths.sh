#!/bin/sh
# Where output goes: a file is replaced, a link stays a link, a device stays a device, and what is read has an end.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset TALLY_STORE
check() { # NAME TEST...
	name=$1
	shift
	if "$@" >/dev/null 2>&1; then echo "ok - $name"; else echo "not ok - $name: $(head -n 1 said 2>/dev/null)"; fi
}
tally() { "$TALLY" -s s.h5 "$@" >told 2>said; }
says() { # NAME CODE WORDS COMMAND...
	name=$1 code=$2 words=$3
	shift 3
	tally "$@"
	got=$?
	if [ $got -eq "$code" ] && grep -qF "$words" said; then echo "ok - $name"; else echo "not ok - $name: exit $got: $(head -n 1 said)"; fi
}
tally init
printf 'metric,region,period,value,unit\ngdp,CN,2018,5,亿元\ngdp,CN,2019,6,亿元\n' >in.csv
tally ingest in.csv
"$TALLY" -s s.h5 export csv >expected

# --- links ---
mkdir below
echo before >below/real.csv
chmod 600 below/real.csv
ln -s below/real.csv link.csv
tally export csv -o link.csv
check "a link stays a link" test -L link.csv
check "and what it names is written" cmp below/real.csv expected
check "with the rights it had" sh -c '[ "$(stat -c %a below/real.csv)" = 600 ]'
check "nothing is left beside either" sh -c '[ "$(ls below)" = real.csv ]'
echo before >below/real.svg
ln -s below/real.svg link.svg
tally plot trend gdp CN -o link.svg
check "charts: a link stays a link" sh -c 'test -L link.svg && grep -q "<svg" below/real.svg'
ln -s nowhere dangling.csv
says "a link to nothing is told" 2 "symbolic link to nothing" export csv -o dangling.csv
says "a folder is told" 2 "is a folder; name a file" export csv -o below
says "charts: a folder is told" 2 "is a folder; name a file" report -o below
ln -s loop loop
says "a link to itself is told" 2 "symbolic link to nothing" export csv -o loop
(cd below && "$TALLY" -s ../s.h5 export csv -o ../below/../up.csv) 2>said
check "a path that goes up is the file it names" cmp up.csv expected

# --- stores behind links: one store, one lock ---
ln -s s.h5 other.h5
printf 'metric,region,period,value,unit\ngdp,CN,2020,7,亿元\n' >more.csv
"$TALLY" -s other.h5 ingest more.csv >told 2>said
check "a store behind a link is the store" sh -c 'test -L other.h5 && ! test -e other.h5.lock'
check "and holds the rows" sh -c "\"$TALLY\" -s s.h5 export csv | grep -q 2020"
"$TALLY" -s s.h5 export csv >expected

# --- devices and pipes ---
mkfifo pipe
timeout 20 cat pipe >out &
tally export csv -o pipe
wait $!
check "a pipe stays a pipe" test -p pipe
check "and carries the file" cmp out expected
timeout 20 cat pipe >out &
tally report -o pipe
wait $!
check "a report through a pipe" grep -q '</html>' out
says "a format that seeks wants a file" 2 "is a device or pipe" export xlsx gdp -o /dev/null
says "likewise" 2 "is a device or pipe" export h5 gdp -o /dev/null
(
	echo first
	"$TALLY" -s s.h5 export csv -o /dev/stdout
	echo last
) >out
check "/dev/stdout is the output" sh -c '(echo first; cat expected; echo last) | cmp - out'
for device in /dev/null /dev/full; do
	before=$(stat -c '%F %t:%T' $device)
	tally export csv -o $device
	tally report -o $device
	check "$device is still what it was" [ "$(stat -c '%F %t:%T' $device)" = "$before" ]
done
says "a full device is told" 4 "No space left" export csv -o /dev/full
if mknod mine c 1 3 2>/dev/null; then
	tally export csv -o mine
	ln -s mine mine.svg
	tally plot trend gdp CN -o mine.svg
	check "a device of one's own stays one" test -c mine -a -L mine.svg
else
	check "a device cannot be made here" test ! -e mine
fi

# --- names ---
long=$(printf 'n%.0s' $(seq 1 250))
says "a long name is told" 4 "File name too long" export csv -o "$long$long.csv"
says "a very long path is told" 2 "too long" export csv -o "$(printf '/aaaaaaaaa%.0s' $(seq 1 500))"
newline=$(printf 'a\nb; touch pwned $(touch pwned) `touch pwned`')
tally export csv -o "$newline.csv"
check "a name with a line end is a name" test -f "$newline.csv"
tally plot trend gdp CN -o "$newline'\".svg"
check "of a chart too" test -f "$newline'\".svg"
cp in.csv "$newline.in"
tally ingest "$newline.in" --define
check "nothing in a name was run" test ! -e pwned
tally export csv -o -- -o.csv
check "a file named like an option" sh -c 'rm -f -- "-o.csv"; test ! -e "-o.csv.lock"'
exit 0
