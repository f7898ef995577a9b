#!/bin/sh
# What the server of the rows may be and do: rights, certificates and passwords; a standby that takes over; it is cut off
# at work. Each program counts as its points.
. "$(dirname "$0")/pg_begin.sh"
run roles sh tests/flow/pg_roles.sh
run standby sh tests/flow/pg_standby.sh
run crash sh tests/flow/pg_crash.sh
echo "1..$count"
exit $failed
