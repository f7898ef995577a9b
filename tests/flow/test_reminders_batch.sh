#!/bin/sh
# Reminders of many customers are committed together: caps hold within a batch and across them, what one customer does
# wrong is its own, only one process at a time decides for a company, and a batch that died comes again whole, once.
. "$(dirname "$0")/job.sh"
job_begin batch
mkdir "$base/xml"
alerts_to=jefa@sur.test job_sur "digest_hour = 24" "per_day = 7" "first_per_day = 0" "address_per_day = 1" "address_per_week = 2" <<CONFIG
[policy p]
minimum_trust = unsigned
steps = 3 overdue; 20 firm; 40 formal
hour_from = 0
hour_until = 24
weekdays = 1-7
attach = none
confirm = no
[inbound]
sender_hour = 0
unknown_hour = 0
CONFIG

# at DAY VERB…: at noon UTC of that day of February.
at()
{
	day=$1
	shift
	v --now "2026-02-${day}T12:00:00Z" "$@"
}
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	LC_ALL=C sed "s/<Folio>1234</<Folio>$((100 + n))</; s/78234561-3</$(rut $n)</g" \
		"$root/tests/fixtures/dte/invoice.xml" >"$base/xml/$n.xml"
done
v --now 2026-01-06T12:00:00Z import "$base/xml" >/dev/null 2>&1
v --now 2026-01-06T12:00:00Z once work
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	case $n in 5 | 6 | 7) box=grupo ;; *) box=c$n ;; esac
	v --now 2026-01-06T12:00:00Z customer set "$(rut $n)" --contact "pagos@$box.test" --role pays
done
to_of() { v queue list --json | json kind=reminder to.0 | sed 's/pagos@\(.*\)\.test/\1/' | sort | tr '\n' ' '; }

# ---- caps: twelve customers are due, three of them with one address; batches are of 1, 2, 4 and 5 ----
is "$(at 10 plan --json | json template skip | grep -c '	-$')" 7 "plan knows the caps"
at 10 once work
is "$(to_of)" "c1 c2 c3 c4 c8 c9 grupo " "seven customers, the last in the middle of a batch, and one mail to an address"
like "$(v invoice show 106 --json | json next_action.kind next_action.date)" "cap	2026-02-11" "the second of an address comes tomorrow"
like "$(v invoice show 112 --json | json next_action.kind next_action.date)" "cap	2026-02-11" "and who was over the company's cap"
at 10 once work
is "$(to_of)" "c1 c2 c3 c4 c8 c9 grupo " "the day has no more of them"
at 11 once work &
at 11 once work
wait
at 11 once work
is "$(to_of)" "c1 c10 c11 c12 c2 c3 c4 c8 c9 grupo grupo " "two at once on the next day: the others, and one more to that address"
at 12 once work
is "$(to_of)" "c1 c10 c11 c12 c2 c3 c4 c8 c9 grupo grupo " "a week has two of an address"
at 17 once work
is "$(to_of)" "c1 c10 c11 c12 c2 c3 c4 c8 c9 grupo grupo grupo " "and the next week the third: each once"

# ---- a batch with one that cannot be committed, and a batch that dies ----
sed -i 's/^per_day = .*/per_day = 0/; s/^address_per_\(.*\) = .*/address_per_\1 = 0/' "$base/valija.conf"
rows()
{
	if [ -n "$store_url" ]; then psql -q -v ON_ERROR_STOP=1 "$store_url" -c "$1"; else sqlite3 "$base/store/valija.db" "$1"; fi
}
rows "CREATE UNIQUE INDEX outbound_spoilt ON outbound (recipients) WHERE recipients = '[\"pagos@c9.test\"]'"
late=2026-03-04T12:00:00Z
firm() { v queue list --json | json kind=reminder step to.0 | grep '^firm+20 '; }
rows "INSERT INTO lease (name, owner, until) VALUES ('reminders sur', 'elsewhere', 4000000000)"
v --now $late once work
is "$(firm | lines)" 0 "whose company another machine is at waits for it"
rows "DELETE FROM lease"
VALIJA_STEP=tx.batch:2:KILL "$valija" -c "$base/valija.conf" --now $late once work 2>"$base/err"
is "$(firm | cut -f 2)" pagos@c1.test "the second batch died: the first one is there"
"$valija" -c "$base/valija.conf" --now $late once work 2>"$base/err"
is "$? $(firm | lines)" "0 11" "all but one are queued together, each once"
like "$(grep -c 'reminder-failed.*company=sur.*customer=.*outbound' "$base/err")" 1 "the one at fault is named, with the words of the store"
is "$(v plan --json --date 2026-03-04 | json customer="$(rut 9)" skip | head -1)" - "and is due as before"
rows "DROP INDEX outbound_spoilt"
v --now $late once work
v --now $late once work
is "$(firm | lines)" 12 "later it is queued too, and nothing twice"
is "$(v export events | json kind=mail-queued reason | grep -c '^firm+20 ')" 12 "with one event each"
status 0 "the store is whole" "$valija" -c "$base/valija.conf" verify
job_finish
