# Starts a private PostgreSQL for the programs that run_points.sh runs on it, and ends it at the end; sourced. Skips the
# test when it is not installed. VALIJA_TEST_PG is its folder, VALIJA_TEST_URL its database.
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
