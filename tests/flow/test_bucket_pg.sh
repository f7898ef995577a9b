#!/bin/sh
# Rows on PostgreSQL and messages in a bucket: backup and restore of such a store, and the ways to it and back. The servers
# are private. Each program counts as its points.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${B:-build/release} in /*) bin=$B ;; *) bin=$root/${B:-build/release} ;; esac
both=$(mktemp -d /tmp/v-both.XXXXXX)
. "$(dirname "$0")/run_points.sh"

finish()
{
	sh "$root/tests/s3.sh" stop "$both/s3"
	sh "$root/tests/pg.sh" stop "$both"
	rm -rf "$both"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

for server in "pg.sh start $both" "s3.sh start $both/s3"; do
	sh "$root/tests/"$server 2>"$both/why"
	status=$?
	if [ $status = 77 ]; then
		echo "1..0 # SKIP $(cat "$both/why")"
		exit 0
	fi
	[ $status = 0 ] || { cat "$both/why" >&2; exit 1; }
done
cd "$root" || exit 1
VALIJA_TEST_PG=$both
VALIJA_TEST_S3=$both/s3
export VALIJA_TEST_PG VALIJA_TEST_S3

run move sh tests/flow/bucket_move.sh
run backup sh tests/flow/test_backup.sh
echo "1..$count"
exit $failed
