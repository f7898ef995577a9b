#!/bin/sh
# Posting one more document to a ledger of 10,000 and of N documents: ledger_scale.sh [N], after
# make build/release/bench/ledger_scale.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
base=$(mktemp -d /tmp/v-scale.XXXXXX)
trap 'rm -rf "$base"' EXIT
"${B:-$root/build/release}/bench/ledger_scale" "$base/store" - "${1:-1000000}"
du -m "$base/store" | awk 'END { print "{\"megabytes\":" $1 "}" }'
