#!/bin/sh
# groff finds nothing wrong with any man page; zsh and fish complete what bash does.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset TALLY_STORE
PATH=$(dirname "$TALLY"):$PATH
LC_ALL=C.UTF-8
HOME=$dir
XDG_CONFIG_HOME=$dir/none
export PATH LC_ALL HOME XDG_CONFIG_HOME
say() { # name, found, wanted
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: \"$2\", not \"$3\""; fi
}
lint() { # arguments of tally help --man
	"$TALLY" help --man "$@" >"$dir/page" && groff -ww -b -man -Tutf8 -K utf8 "$dir/page" 2>"$dir/warnings" >"$dir/shown"
	say "man page $*" "$(cat "$dir/warnings")" ""
	[ "$(wc -c <"$dir/shown")" -gt 500 ] || echo "not ok - man page $* shows nothing"
}
lint
for name in $("$TALLY" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do lint "$name"; done

"$TALLY" init -s "$dir/tally.h5" 2>/dev/null && "$TALLY" ingest -s "$dir/tally.h5" datasets/herald.csv >/dev/null
cp -r cli/completion "$dir"
cd "$dir" || exit 1
fish_says() {
	fish --no-config -c "source completion/tally.fish; complete -C '$1'" 2>&1 | cut -f1 | tr '\n' ' '
}
zsh_says() { # the words, the last one at the cursor
	zsh -f -c 'compdef() { :; }; _describe() { print -rn -- "${answers[@]%%:*} "; }; _files() { print -n "(files) "; }
		source completion/_tally; words=("$@"); CURRENT=$#; PREFIX=${@[-1]}; _tally' zsh "$@" 2>&1
}
say "fish: verbs" "$(fish_says 'tally rec')" "reconcile "
say "fish: metrics" "$(fish_says 'tally show gdp_')" "gdp_secondary gdp_tertiary "
say "fish: regions" "$(fish_says 'tally show gdp_secondary CN-')" "CN-HTZ "
say "fish: options" "$(fish_says 'tally show gdp --as')" "--as-of "
say "fish: files" "$(fish_says 'tally ingest comp')" "completion/ "
say "zsh: verbs" "$(zsh_says tally rec)" "reconcile "
say "zsh: metrics" "$(zsh_says tally show gdp_)" "gdp_secondary gdp_tertiary "
say "zsh: regions" "$(zsh_says tally show gdp_secondary CN-)" "CN-HTZ "
say "zsh: options" "$(zsh_says tally show gdp --as)" "--as-of "
say "zsh: files" "$(zsh_says tally ingest '')" "(files) "
