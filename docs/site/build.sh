#!/bin/sh
# Makes the site out of docs/*.md, the topics of `tally help` and the man pages: build.sh TALLY OUT.
set -eu
tally=$1
out=$2
docs=$(dirname "$(dirname "$0")")
rm -rf "$out"
mkdir -p "$out"
cp "$docs/site/style.css" "$out"

pages="guide cookbook concepts reference library formats store scaling"
{
	echo '<nav><a class="name" href="index.html">tally</a>'
	for page in $pages; do
		[ -f "$docs/$page.md" ] || [ "$page" = concepts ] || [ "$page" = reference ] || continue
		printf '<a href="%s.html">%s</a>\n' "$page" "$page"
	done
	echo '</nav>'
} >"$out/nav"
page() { # from, to, further options...
	from=$1 to=$2
	shift 2
	pandoc -f markdown-smart -t html5 -s --css style.css -B "$out/nav" --highlight-style=kate "$@" "$from" -o "$out/$to.html"
}

for source in "$docs"/*.md; do
	name=$(basename "$source" .md)
	case $name in index) page "$source" "$name" ;; *) page "$source" "$name" --toc --toc-depth=2 ;; esac
done
# One level down: a topic is a section of the page.
for topic in $("$tally" help | sed -n '/^tally help TOPIC/,$s/^  \([a-z]*\)  .*/\1/p'); do
	"$tally" help "$topic" | sed "1s/^# \(.*\)/# \1 {#$topic}/"
	echo
done >"$out/concepts.md"
page "$out/concepts.md" concepts --toc --toc-depth=1 --metadata title=Concepts
for verb in $("$tally" help | sed -n '/^tally help TOPIC/q; s/^  \([a-z]*\)  .*/\1/p'); do
	printf '# tally %s {#%s}\n\n' "$verb" "$verb"
	"$tally" help --man "$verb" | pandoc -f man -t markdown --shift-heading-level-by=1 |
		sed -n '/^## SYNOPSIS/,/^## OPTIONS OF EVERY VERB/p; /^## EXAMPLES/,/^## SEE ALSO/p' |
		sed '/^## OPTIONS OF EVERY VERB/d; /^## SEE ALSO/d'
done >"$out/reference.md"
"$tally" help --man show | pandoc -f man -t markdown --shift-heading-level-by=0 |
	sed -n '/^# OPTIONS OF EVERY VERB/,/^# EXAMPLES/p' | sed '/^# EXAMPLES/d; s/^# .*/# Options of every verb/' >>"$out/reference.md"
page "$out/reference.md" reference --toc --toc-depth=1 --metadata title=Reference
rm "$out/nav" "$out/concepts.md" "$out/reference.md"
