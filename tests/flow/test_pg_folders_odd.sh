#!/bin/sh
# The flow tests with folders as inbox and relay, on PostgreSQL: the first, the third and so on.
channel=folder
part=1
. "$(dirname "$0")/pg_flows.sh"
