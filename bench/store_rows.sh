#!/bin/sh
# Rows a second on both engines, side by side: store_rows.sh [MESSAGES], after make build/release/bench/store_rows.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
rows=${B:-$root/build/release}/bench/store_rows
base=$(mktemp -d /tmp/v-rows.XXXXXX)
trap 'sh "$root/tests/pg.sh" stop "$base"; rm -rf "$base"' EXIT
sh "$root/tests/pg.sh" start "$base"
for workers in 1 2 4; do
	"$rows" "$base/sqlite$workers" - "${1:-10000}" $workers
	"$rows" "$base/pg$workers" "$(sh "$root/tests/pg.sh" url "$base" rows$workers)" "${1:-10000}" $workers
done
