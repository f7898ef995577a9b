#!/bin/sh
# The second engine: a private PostgreSQL, on which the contract of the store, the engine's own tests, the plans of all
# statements and the main job with folders run as they do on SQLite, a backup is rehearsed, and
# the server is cut off at work. Each program counts as
# its points.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${B:-build/release} in /*) bin=$B ;; *) bin=$root/${B:-build/release} ;; esac
pg=$(mktemp -d /tmp/v-pg.XXXXXX)
. "$(dirname "$0")/run_points.sh"

finish()
{
	sh "$root/tests/pg.sh" stop "$pg"
	rm -rf "$pg"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

sh "$root/tests/pg.sh" start "$pg" 2>"$pg/why"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(cat "$pg/why")"
	exit 0
fi
[ $status = 0 ] || { cat "$pg/why" >&2; exit 1; }
. "$pg/pg.env"
cd "$root" || exit 1

VALIJA_TEST_URL=$PG_URL
VALIJA_TEST_PG=$pg
export VALIJA_TEST_URL VALIJA_TEST_PG
for test in sql_pg store_contract store_jobs store_gates store_moved store_power store_crowd store_batch lists \
	verify blob plan_rows taken_back explain_pg; do
	run $test "$bin/tests/unit/store/test_$test"
done
run folder_job sh tests/flow/test_folder_job.sh
run dump sh tests/flow/pg_backup.sh
run backup sh tests/flow/test_backup.sh
run main_job sh tests/flow/test_main_job.sh
run steps sh tests/flow/pg_steps.sh
run roles sh tests/flow/pg_roles.sh
run crash sh tests/flow/pg_crash.sh
echo "1..$count"
exit $failed
