#!/bin/sh
# The second engine: a private PostgreSQL, on which the contract of the store, the engine's own tests, the plans of all
# statements and the main job with folders run as they do on SQLite, and a backup is rehearsed. Each program counts as its
# points.
. "$(dirname "$0")/pg_begin.sh"

for test in sql_pg store_contract store_jobs store_gates store_moved store_power store_crowd store_batch lists \
	verify blob plan_rows taken_back explain_pg; do
	run $test "$bin/tests/unit/store/test_$test"
done
run folder_job sh tests/flow/test_folder_job.sh
run dump sh tests/flow/pg_backup.sh
run backup sh tests/flow/test_backup.sh
run main_job sh tests/flow/test_main_job.sh
run steps sh tests/flow/pg_steps.sh
echo "1..$count"
exit $failed
