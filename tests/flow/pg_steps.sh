#!/bin/sh
# Crash points of the main job on folders, with the rows in PostgreSQL: those of transactions. Run by test_postgresql.sh.
[ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_postgresql.sh runs this one"; exit 0; }
channel=folder
least=100
names=${names:-"tx.stage tx.claim_mails tx.outcome tx.batch tx.act tx.claim_jobs tx.begin_attempt send.journal tx.write_job tx.finish_job"}
. "$(dirname "$0")/crash_steps.sh"
