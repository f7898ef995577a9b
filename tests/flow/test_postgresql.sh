#!/bin/sh
# The second engine: a private PostgreSQL, on which the contract of the store, the engine's own tests, the plans of all
# statements and the main job with folders run as they do on SQLite, a backup is rehearsed, and
# the server is cut off at work. Each program counts as
# its points.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${B:-build/release} in /*) bin=$B ;; *) bin=$root/${B:-build/release} ;; esac
pg=$(mktemp -d /tmp/v-pg.XXXXXX)
count=0
failed=0

finish()
{
	sh "$root/tests/pg.sh" stop "$pg"
	rm -rf "$pg"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

# The points of a program that speaks TAP, numbered on. One that dies or breaks its plan is a failed point more.
run()
{
	name=$1
	shift
	"$@" >"$pg/out" 2>"$pg/err"
	died=$?
	awk -v n="$count" -v name="$name" -v died=$died '
		/^1\.\./ { plan = substr($1, 4) + 0; planned = 1; next }
		/^(not )?ok / {
			bad = $1 == "not"
			fails += bad
			sub(/^(not )?ok [0-9]* *(- )?/, "")
			print (bad ? "not ok " : "ok ") ++n " - " name ": " $0
			points++
			next
		}
		{ print /^#/ ? $0 : "# " $0 }
		END {
			if (!planned || plan != points || (died && !fails))
				print "not ok " ++n " - " name ": ended with status " died " after " points + 0 " points"
		}' "$pg/out" >"$pg/tap"
	cat "$pg/tap"
	sed 's/^/# /' "$pg/err"
	count=$((count + $(grep -c -E '^(not )?ok ' "$pg/tap")))
	! grep -q '^not ok' "$pg/tap" || failed=1
}

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
for test in sql_pg store_contract store_jobs store_crowd lists verify blob explain_pg; do
	run $test "$bin/tests/unit/store/test_$test"
done
run folder_job sh tests/flow/test_folder_job.sh
run backup sh tests/flow/pg_backup.sh
run crash sh tests/flow/pg_crash.sh
echo "1..$count"
exit $failed
