#!/bin/sh
# Every table of figures under ../shared/data goes in, with the counts of tests/ingest_table.tsv,
# which an independent count in Python confirms.
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -B "$here/ingest_table.py" "$TALLY" "$SHARED/data" "$here/ingest_table.tsv" "$scratch"
