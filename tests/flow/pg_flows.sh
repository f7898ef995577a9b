# Flow tests on the second engine: a private PostgreSQL is started, and on it runs each test that makes its store by job.sh
# and says nothing of SQLite (job_sqlite). Sourced with $channel: servers for those with private mail servers (job_servers),
# folder for the others, with $part: every other one of them. Each program counts as its points. What test_postgresql.sh
# runs is left out.
. "$(dirname "$0")/pg_begin.sh"
number=0
for test in $(grep -l 'job_begin\|folders_job' tests/flow/test_*.sh | xargs grep -L 'job_sqlite\|tests/pg\.sh'); do
	grep -q 'job_servers\|channel=servers' "$test" && needs=servers || needs=folder
	[ $needs = "$channel" ] || continue
	number=$((number + 1))
	[ $((number % 2)) != "${part:-$((number % 2))}" ] || run "$(basename "$test" .sh | sed 's/^test_//')" sh "$test"
done
[ $count -gt 100 ] && found=ok || { found="not ok"; failed=1; }
count=$((count + 1))
echo "$found $count - the tests were found"
echo "1..$count"
exit $failed
