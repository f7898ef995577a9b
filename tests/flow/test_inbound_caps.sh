#!/bin/sh
# What one sender may send ([inbound]): at the limit and one past it, told once, let in by a person; a first connection, our
# own addresses, the senders of the config and what is older than a day are not counted. The clock is told.
. "$(dirname "$0")/job.sh"
job_begin caps
job_config folder
day=$(date +%F)
at() { date -u -d "${day}T12:00:00Z + $1 seconds" +%FT%TZ; }
once() { v --now "$(at "$1")" once "$2" 2>>"$base/log"; }
number=0
# put N FROM [SECONDS [BYTES]]: N mails of a sender, of that time.
put()
{
	for n in $(seq "$1"); do
		number=$((number + 1))
		file=$base/inbox/$number.eml
		{
			printf 'From: %s\r\nSubject: n %s\r\nMessage-ID: <n%s@uno.test>\r\n\r\n' "$2" $number $number
			head -c "${4:-9}" /dev/zero | tr '\0' x
		} >"$file"
		touch -d "$(at "${3:-0}")" "$file"
	done
}
states() { v mail list --json | json state | sort | uniq -c | xargs; }
alerts() { v queue list --json | json kind=alert step=~"$1" | lines; }
pass() { once "$1" fetch && once "$1" work; }

put 75 a@uno.test
pass 1
is "$(states)" "75 done" "a first connection takes what is there"
put 60 a@uno.test 10
pass 10
is "$(states)" "135 done" "60 an hour"
is "$(alerts inbound-cap)" 0 "are nobody's news"
put 2 a@uno.test 11
put 1 b@dos.test 11
put 1 empresa@empresa.test 11
pass 11
is "$(states)" "137 done 2 staged" "one more waits; another sender does not"
is "$(alerts inbound-cap)" 1 "one alert"
is "$(v mail list --json | json state=staged reason | sort -u)" "its sender sent too much: it waits its time" "with its reason"
put 1 a@uno.test 12
pass 12
is "$(alerts inbound-cap)" 1 "one only"
pass 130
is "$(v mail list --json | json state=staged | lines)" 1 "a minute later one is let in, then the next"
status 0 "a person lets all in" "$valija" -c "$base/valija.conf" --now "$(at 131)" mail release
like "$(cat "$base/err")" "*mails let in: 1" "and hears how many"
once 131 work
is "$(v mail list --json | json state=staged | lines)" 0 "they are worked off"
put 70 a@uno.test -90000
pass 200
is "$(v mail list --json | json state=staged | lines)" 0 "what is older than a day is not counted"
put 70 empresa@empresa.test 200
pass 200
is "$(v mail list --json | json state=staged | lines)" 0 "nor are our own addresses"

printf '[inbound]\nsender_day_bytes = 100000\nunknown_hour = 3\nsender_hour = 0\n' >>"$base/valija.conf"
put 2 c@uno.test 4000 49000
pass 4000
is "$(v mail list --json | json state=staged | lines)" 0 "bytes a day: under the limit"
put 1 c@uno.test 4000 49000
pass 4000
is "$(v mail list --json | json state=staged | lines)" 1 "and beyond it"
v --now "$(at 4001)" mail release 2>/dev/null
once 4001 work
put 1 d@uno.test 9000
put 1 e@uno.test 9000
put 1 f@uno.test 9000
pass 9000
is "$(v mail list --json | json state=staged | lines)" 0 "new senders together: at the limit"
put 1 g@uno.test 9000
pass 9000
is "$(v mail list --json | json state=staged | lines)" 1 "one past it"
pass 90000
is "$(v mail list --json | json state=staged | lines)" 0 "time lets it in"
sed -i 's/^sender_hour = 0/sender_hour = 2\nfree_senders = erp@uno.test/' "$base/valija.conf"
put 9 ERP@uno.test 90000
pass 90000
is "$(v mail list --json | json state=staged | lines)" 0 "senders of the config have no limit"

# 3 notes an invoice a day
rm -rf "$base/store" "$base/inbox" "$base/relay" "$base/valija.conf"
job_config folder
printf '[inbound]\ninvoice_notes_day = 3\n' >>"$base/valija.conf"
deliver "$base/mails/1-dte-33.eml"
for s in 0; do once $s fetch; once $s work; once $s send; done
reply()
{
	file=$(grep -l '^To:.*cliente@cliente.test' "$base"/relay/*.eml | head -1)
	perl "$root/tests/demo/reply.pl" <"$file" | sed "s/^Message-ID: <.*/Message-ID: <r$1@cliente.test>/I; \$a\\n$1" >"$base/reply$1.eml"
	deliver "$base/reply$1.eml"
}
notes() { v note list --json | lines; }
for n in 1 2 3; do reply $n; pass 60; done
is "$(notes)" 3 "notes of a day: at the limit"
reply 4
pass 61
reply 5
pass 62
is "$(notes)" 3 "one past it is no note"
like "$(v mail list --json | json subject reason | tail -1)" "*too many answers*" "but on record"
is "$(alerts notes)" 1 "and told once"
reply 6
pass 90000
is "$(notes)" 4 "a day later there is room"
job_finish
