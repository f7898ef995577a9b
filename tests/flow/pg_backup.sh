#!/bin/sh
# The backup of docs/OPERATIONS.md, rehearsed while the program works: the dump of the rows, then the bytes; everything is
# lost; restored, nothing is missing and nothing is sent twice. Run by test_postgresql.sh, which starts the server.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_postgresql.sh runs this one"; exit 0; }
job_begin pgbackup
job_config folder
schema=${store_url##*%3D}
deliver_mails
v once all 2>>"$base/log"
v once all 2>>"$base/log"
job_state >"$base/before"
is "$(grep -c . "$base/before" | awk '{ print ($1 > 10) }')" 1 "there is something to lose"

"$valija" -q -c "$base/valija.conf" run 2>>"$base/log" &
run_pid=$!
pg_dump --schema="$schema" --format=custom --file="$base/rows.dump" "$store_url" 2>"$base/err"
is $? 0 "the rows are dumped while the program runs"
mkdir "$base/copy"
cp -a "$base/store/mail" "$base/store/token.key" "$base/copy/"
kill "$run_pid" && wait "$run_pid"
run_pid=

rm -rf "$base/store"
psql -q "$store_url" -c "DROP SCHEMA $schema CASCADE" 2>"$base/err"
status 1 "without its rows it does not start" v mail list
pg_restore --exit-on-error --no-owner --dbname="$store_url" "$base/rows.dump" 2>"$base/err"
is $? 0 "the rows are restored"
status 1 "without the key of its tokens neither" v mail list
mkdir -m 700 "$base/store"
cp -a "$base/copy/." "$base/store/"
status 0 "with everything it does, and verify finds no fault" v verify
is "$(cat "$base/out")" "" "none"
v once all 2>>"$base/log"
job_state >"$base/after"
is "$(diff "$base/before" "$base/after")" "" "nothing is missing, and nothing was sent twice"
echo bite >>"$(find "$base/store/mail" -type f | sed 1q)"
status 1 "verify does notice a file that was changed" v verify
job_finish
