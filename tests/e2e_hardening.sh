#!/bin/sh
# The built files are hardened, and a child process gets nothing that it was not given.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset TALLY_STORE
tally=$TALLY
build=${BUILD:-build}
check() { # name, test command...
	name=$1
	shift
	if "$@"; then echo "ok - $name"; else echo "not ok - $name"; fi
}
has() { printf '%s\n' "$2" | grep -qE "$1"; }

# --- the files -------------------------------------------------------------------------
for file in "$build/tally" "$build/libtally.so"; do
	short=$(basename "$file")
	head=$(readelf -hW "$file") segments=$(readelf -lW "$file") dynamic=$(readelf -dW "$file")
	check "$short has no executable stack" has 'GNU_STACK .* RW +0x' "$segments"
	check "$short: relocations are read-only" has 'GNU_RELRO' "$segments"
	check "$short: all of them, at start" has 'BIND_NOW|FLAGS_1.*NOW' "$dynamic"
	check "$short has no section that can be written and run" sh -c \
		"! readelf -lW '$file' | grep -E ' LOAD .* RWE '"
	check "$short takes no libraries from odd places" sh -c "! readelf -dW '$file' | grep -E 'RPATH|RUNPATH'"
	check "$short: a smashed stack is noticed" sh -c "readelf -sW '$file' | grep -q __stack_chk_fail"
	case $build in *san*) ;; *) # whose programs are none that anybody runs
		check "$short can lie anywhere in memory" has 'Type: +DYN' "$head"
		check "$short: checked copies" sh -c "readelf -sW '$file' | grep -qE '__(mem|str|sn|vsn)[a-z]*_chk'" ;;
	esac
	check "$short starts no shell" sh -c "! readelf -sW --dyn-syms '$file' | grep -E ' UND (system|popen|wordexp)@'"
done

# --- children --------------------------------------------------------------------------
# In the place of gnuplot and fc-list stands a program that writes down what it got.
mkdir "$dir/bin"
cat >"$dir/bin/gnuplot" <<P
#!/bin/sh
tr '\\0' '\\n' </proc/\$\$/environ >>"$dir/seen"
exec ls -l /proc/self/fd >>"$dir/fds" # no pipe and no file of a shell are in between
P
chmod +x "$dir/bin/gnuplot"
cp "$dir/bin/gnuplot" "$dir/bin/fc-list"
cp "$dir/bin/gnuplot" "$dir/bin/fc-match"
"$tally" -s "$dir/a.h5" init 2>/dev/null
"$tally" -s "$dir/a.h5" ingest datasets/cn-gdp.csv >/dev/null 2>&1
for verb in "plot trend gdp CN -o $dir/a.svg" doctor; do
	rm -f "$dir/seen" "$dir/fds"
	# shellcheck disable=SC2086
	SECRET=1 GNUTERM=dumb LD_LIBRARY_PATH=/nowhere GNUPLOT_LIB=/nowhere PATH=$dir/bin:$PATH \
		"$tally" -s "$dir/a.h5" $verb 7</etc/hostname 8</etc/hostname >/dev/null 2>&1
	check "${verb%% *}: the child was asked" test -s "$dir/fds"
	# ls looks at /proc itself
	grep -vF -- '-> /proc/' "$dir/fds" | sed -n 's/.* \([0-9]*\) -> .*/fd \1/p' >>"$dir/seen"
	left=$(grep -vE '^(fd [0-4]|LC_ALL=C.UTF-8|(PATH|HOME|XDG_CACHE_HOME|XDG_DATA_HOME|FONTCONFIG_FILE|FONTCONFIG_PATH)=.*|(PWD|OLDPWD|SHLVL|_)=.*)$' "$dir/seen")
	check "${verb%% *}: a clean environment, no open files (left: $(echo "$left" | head -n 3 | tr '\n' ' '))" test -z "$left"
done

# --- standard streams that the caller closed -------------------------------------------
# Without care the store would become file 2 and messages would be written into it.
printf 'metric,region,period,value,unit\ngdp,CN,1999,1,亿元\n' >"$dir/new.csv"
"$tally" -s "$dir/a.h5" ingest "$dir/new.csv" <&- >&- 2>&-
check "closed streams: ingest" "$tally" -s "$dir/a.h5" verify 2>/dev/null
check "closed streams: the row is there" sh -c "\"$tally\" -s '$dir/a.h5' export csv gdp CN | grep -q '1999,1,'"

# --- terminals --------------------------------------------------------------------------
# Names that would colour, rename or retype: on a terminal every verb shows them as text.
esc=$(printf '\033')
mkdir "$dir/codes"
printf 'metric,region,period,value,unit,source,published,locator,note\n' >"$dir/evil.csv"
for year in 2019 2020 2021 2022; do
	printf 'gdp,CN,%s,%s,亿元,%s,2023-01-01,%s,%s\n' $year "$year" "bad$esc[31msource" "p$esc]0;title$esc\\\\" \
		"$(printf 'left\302\233right\342\200\256gpj.exe')" >>"$dir/evil.csv"
done
printf 'gdp,CN,2022,99,亿元,%s,2023-01-01,p,\n' "bad$esc[31msource" >>"$dir/evil.csv"
cp "$dir/evil.csv" "$dir/evil$esc[2J.csv"
run="\"$tally\" -s $dir/e.h5"
on_terminal() { script -qec "$1" /dev/null </dev/null >"$dir/screen" 2>&1; }
on_terminal "$run init"
on_terminal "$run ingest '$dir/evil$esc[2J.csv'"
check "terminal: ingest stores what it shows harmlessly" sh -c "! grep -q '$esc' '$dir/screen'"
for verb in log "log --json" "list sources" "list batches" "list series" "show gdp" "show gdp CN --all-claims" \
	"calc 'yoy(gdp)'" check "bounds gdp CN 2022" "reconcile --dry-run" "export csv" "export jsonl" \
	"export wide" "diff $dir/a.h5" "show '$esc[31m'" "$esc[31m" "ingest '$dir/$esc[5m'" "read '$dir/evil$esc[2J.csv'" \
	"plot trend gdp CN --term --title '$esc[5m'" verify; do
	on_terminal "NO_COLOR=1 $run $verb"
	check "terminal: $(printf '%s' "$verb" | tr -d "$esc" | sed "s|$dir/||g") steers nothing" sh -c \
		"[ -s '$dir/screen' ] && ! grep -qE '$esc|$(printf '\302\233')|$(printf '\342\200\256')' '$dir/screen'"
done
on_terminal "$run show gdp CN --all-claims"
check "terminal: what is not shown is named" grep -qF '\u001b[31msource' "$dir/screen"
check "a pipe gets the bytes" sh -c "$run export csv | grep -q 'bad$esc'"
