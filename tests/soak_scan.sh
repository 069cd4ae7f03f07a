#!/bin/sh
# e2e_scan.sh over many stores.
SEEDS=${SEEDS:-60}
export SEEDS
exec sh "$(dirname "$0")/e2e_scan.sh"
