#!/bin/sh
# valija run and all its processes, killed with signal 9 at random moments while a mailbox fills: a private Dovecot, and a
# counting relay whose copies come back. Not part of make test (make test-kill); figures: bench/results.md.
#   KILLS=600 MESSAGES=3000 LIMIT=240 sh tests/flow/kill_flood.sh       so many kills and invoices; at most so many seconds
# With VALIJA_TEST_PG=FOLDER (tests/pg.sh start FOLDER) its rows are on PostgreSQL.
# With KEEP=FOLDER the store, the relay's list and the log are copied there.
. "$(dirname "$0")/job.sh"
kills=${KILLS:-600}
limit=${LIMIT:-240}
[ -x "$bin/tests/smtp_sink" ] || make -s -C "$root" "${bin#"$root"/}/tests/smtp_sink" >&2 || exit 1
job_begin flood
job_servers
mkdir "$base/r"
"$bin/tests/smtp_sink" "$base/r" keep &
relay=$!
flood=
trap 'kill $relay $flood 2>/dev/null; sleep 0.3; job_clean' EXIT
until_true 5 test -s "$base/r/port"
LOOKUP_SECONDS=${LOOKUP:-5} job_config servers
perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s;
	s/^auth = none$/$&\nper_day = 0\nper_minute = 100000\nconnections = 6/m;
	s/^connections = 6$/$&\ndomain_connections = 6\ndomain_per_minute = 100000/m;
	s/^go_live.*/$&\nper_day = 0\nfirst_per_day = 0\naddress_per_day = 0\naddress_per_week = 0/mg;
	s/^hour_until = 24/$&\nmin_interval = 0/m' "$base/valija.conf"
printf "[inbound]\nsender_hour = 0\nunknown_hour = 0\n" >>"$base/valija.conf" # each answer is of a sender that was never seen
is "$(v check 2>&1)" "" "the config has no fault"

inbox=$base/s/mail/empresa@empresa.test
mkdir -p "$inbox/new" "$inbox/cur" "$inbox/tmp"
chown -R mail:mail "$inbox"

perl "$root/tests/flow/kill_flood.pl" "program=$valija" "config=$base/valija.conf" "maildir=$inbox" "relay=$base/r" \
	"sample=$base/mails/1-dte-33.eml" "log=$base/log" "kills=$kills" "messages=${MESSAGES:-3000}" "seconds=$limit" \
	"pause=${PAUSE:-1.2}" >"$base/figures" &
flood=$!
killed() { [ -s "$base/figures" ] || ! kill -0 $flood 2>/dev/null; }
until_true $((limit + 60)) killed
read -r made invoices seconds <"$base/figures"
is "$([ "${made:-0}" -ge $((kills / 4)) ] && [ "${invoices:-0}" -ge "${MESSAGES:-3000}" ] && echo yes)" yes "the kills were made"

files() { find "$inbox" -type f \( -path "*/new/*" -o -path "*/cur/*" \) | lines; }
at_rest()
{
	sleep 2
	[ "$(rows 'SELECT count(*) FROM invoice')" = "$invoices" ] &&
		[ "$(rows "SELECT count(*) FROM outbound WHERE kind = 'reminder'")" = "$invoices" ] &&
		[ "$(rows "SELECT count(*) FROM job WHERE state IN ('ready', 'uncertain')")" = 0 ] &&
		[ "$(rows "SELECT count(*) FROM message WHERE state = 'staged'")" = 0 ] &&
		[ "$(rows 'SELECT count(*) FROM message')" = "$(files)" ]
}
until_true ${REST:-300} at_rest
is $? 0 "everything comes to rest"
kill -USR1 $flood
wait $flood
is $? 0 "run ends when asked to"
flood=

delivered=$(sed -n 2p "$base/figures")
is "$(rows 'SELECT count(*), count(DISTINCT sha256) FROM message')/$(files)" "$delivered|$delivered/$delivered" \
	"each of $delivered messages is on record once, and in the mailbox once"
is "$(rows 'SELECT count(*), count(DISTINCT key) FROM invoice')" "$invoices|$invoices" "each invoice once"
answers=$(rows "SELECT count(*) FROM message WHERE outcome = 'reply'")
is "$(rows 'SELECT count(*), count(DISTINCT invoice_key) FROM note')" "$answers|$answers" "each answer is one note"
is "$answers" "$(sed -n 3p "$base/figures")" "and none is missing"
is "$(cut -f 2 "$base/r/accepted" | sort | uniq -d | lines)" 0 "no mail was sent twice"
is "$(rows "SELECT count(*) FROM job WHERE lane = 'smtp' AND state = 'sent'")" "$(lines <"$base/r/accepted")" "and what is said to be sent was"
is "$(v verify 2>&1)" "" "verify finds no fault"
uncertain=$(v queue list --json | grep -c 'copy came back\|cut after' || true)
echo "# $made kills in $seconds s; $invoices invoices, $delivered messages, $(lines <"$base/r/accepted") mails sent, $uncertain were uncertain meanwhile"
if [ $failed != 0 ] || [ -n "${KEEP:-}" ]; then
	rows "SELECT state, lane, kind, count(*) FROM job GROUP BY 1, 2, 3" | sed 's/^/# /'
	rows "SELECT state, outcome, count(*) FROM message GROUP BY 1, 2" | sed 's/^/# /'
	cut -f 2 "$base/r/accepted" | sort | uniq -d | head | sed 's/^/# twice: /'
	grep -v 'info' "$base/log" | tail -n 20 | cut -c1-300 | sed 's/^/# /'
	[ -z "${KEEP:-}" ] || { cp -r "$base/store" "$base/r" "$base/log" "$KEEP/"; }
fi
job_finish
