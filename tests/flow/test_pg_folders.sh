#!/bin/sh
# The flow tests with folders as inbox and relay, on PostgreSQL.
channel=folder
. "$(dirname "$0")/pg_flows.sh"
