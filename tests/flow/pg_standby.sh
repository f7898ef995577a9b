#!/bin/sh
# The server is lost while the program runs, and a copy that followed it takes over: what is running waits, then goes on
# there by itself. Run by test_pg_server.sh, which starts a server; the two here are this test's own.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_pg_server.sh runs this one"; exit 0; }
job_begin standby
one=$(mktemp -d /tmp/v-one.XXXXXX)
two=$(mktemp -d /tmp/v-two.XXXXXX)
standby_clean()
{
	[ -z "$run_pid" ] || kill -9 $run_pid 2>/dev/null
	sh "$root/tests/pg.sh" stop "$one"
	sh "$root/tests/pg.sh" stop "$two"
	rm -rf "$one" "$two"
	job_clean
}
trap standby_clean EXIT
VALIJA_TEST_PG=$one
sh "$root/tests/pg.sh" start "$one" && job_config folder && sh "$root/tests/pg.sh" standby "$one" "$two" || exit 1
first=$(. "$one/pg.env"; echo "$PG_PORT")
second=$(. "$two/pg.env"; echo "$PG_PORT")
schema=${store_url##*%3D}
# to HOSTS PORTS [MORE]
to()
{
	sed -i "s|^url = .*|url = postgresql://valija@/valija?host=$1\&port=$2\&sslmode=disable$3\&options=-csearch_path%3D$schema|" \
		"$base/valija.conf"
}

to 127.0.0.1 "$second"
status 0 "a standby may be looked at" v mail list
for verb in "once fetch" "once work" "once send" verify; do
	status 75 "what writes waits for a server that takes it: $verb" v $verb
	like "$(cat "$base/err")" '*standby that only reads*' "and says so"
done
to 127.0.0.1 "$second" '\&target_session_attrs=read-write'
status 75 "so when the URL asks for one that does" v mail list
like "$(cat "$base/err")" '*read-only*waiting for a server of the role that url asks for*' "and says so"

to 127.0.0.1,127.0.0.1 "$second,$first" '\&target_session_attrs=read-write'
status 0 "of two the one that takes writes is found" v check
deliver_mails
"$valija" -c "$base/valija.conf" run 2>>"$base/log" &
run_pid=$!
all_done() { [ "$(v mail list --json 2>/dev/null | json state | grep -c 'done\|quarantined')" -ge "$1" ]; }
until_true 60 all_done 6
is $? 0 "the mails are worked off there"
followed="SELECT count(*) FROM $schema.message WHERE state <> 'staged'"
seen_there() { [ "$(psql -At "postgresql://valija@/valija?host=$two/pg/run&port=$second" -c "$followed" 2>&1)" -ge 6 ]; }
until_true 60 seen_there
is $? 0 "and the standby has them"
sh "$root/tests/pg.sh" crash "$one"
for n in 1 2 3; do
	sed "s/^Message-ID: <demo/&-$n/" "$base/mails/5-propaganda.eml" >"$base/after-$n.eml"
	deliver "$base/after-$n.eml"
done
status 75 "its server is lost: later" v once work
waits() { grep -q 'standby that only reads\|role that url asks for\|Connection refused' "$base/log"; }
until_true 60 waits
is $? 0 "what runs says that it waits"
sh "$root/tests/pg.sh" promote "$two"
until_true 120 all_done 9
is $? 0 "the other one takes writes: what runs goes on there by itself"
kill $run_pid && wait $run_pid
is $? 0 "and ends when asked to"
run_pid=
is "$(v mail list --json | json sha256 | sort | uniq -d)" "" "no mail is on record twice"
is "$(v mail list | lines)" 9 "and none is missing"
is "$(v export events | json kind invoice | sort | uniq -d)" "" "nothing happened twice"
status 0 "verify finds no fault" v verify
[ $failed = 0 ] || tail -n 20 "$base/log" | sed 's/^/# /'
job_finish
