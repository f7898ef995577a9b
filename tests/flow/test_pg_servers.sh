#!/bin/sh
# The flow tests with private mail servers, on PostgreSQL.
channel=servers
. "$(dirname "$0")/pg_flows.sh"
