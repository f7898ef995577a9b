#!/bin/sh
# The flow tests with folders as inbox and relay, on PostgreSQL: the second, the fourth and so on.
channel=folder
part=0
. "$(dirname "$0")/pg_flows.sh"
