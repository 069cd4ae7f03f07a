#!/bin/sh
# Every fault of input and output in every way, and every one of memory (STEP_MEMORY: every so many).
exec sh "$(dirname "$0")/faults.sh" 1 "${STEP_MEMORY:-1}"
