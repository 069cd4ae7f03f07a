#!/bin/sh
# Every fault of input and output, and every eleventh of memory.
exec sh "$(dirname "$0")/faults.sh" 1 11
