#!/bin/sh
# Thousands of flipped bits and cut tails: a store is read right or refused.
TALLY_DAMAGES=${TALLY_DAMAGES:-6000} "$BUILD/tests/test_store" >/dev/null 2>log.$$
code=$?
if [ $code -eq 0 ]; then echo "ok - damaged stores"; else echo "not ok - damaged stores: $(grep -m1 gave log.$$)"; fi
rm -f log.$$
exit $code
