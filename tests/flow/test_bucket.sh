#!/bin/sh
# Messages in a bucket: a private S3-compatible server that checks signatures and hashes, on which the place of bytes, the
# main job with folders, its crash points and what may go wrong with a bucket run. Each program counts as its points.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${B:-build/release} in /*) bin=$B ;; *) bin=$root/${B:-build/release} ;; esac
s3=$(mktemp -d /tmp/v-s3.XXXXXX)
. "$(dirname "$0")/run_points.sh"

finish()
{
	sh "$root/tests/s3.sh" stop "$s3"
	rm -rf "$s3"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

sh "$root/tests/s3.sh" start "$s3" 2>"$s3/why"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(cat "$s3/why")"
	exit 0
fi
[ $status = 0 ] || { cat "$s3/why" >&2; exit 1; }
cd "$root" || exit 1
set -a
. "$s3/s3.env"
VALIJA_TEST_S3=$s3
set +a

run place "$bin/tests/unit/gateway/test_bucket"
run folder_job sh tests/flow/test_folder_job.sh
run faults sh tests/flow/bucket_faults.sh
run answers sh tests/flow/bucket_answers.sh
run crash sh tests/flow/bucket_crash.sh
echo "1..$count"
exit $failed
