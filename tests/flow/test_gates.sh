#!/bin/sh
# Several domains behind one relay, and several senders: who refuses or is slow waits alone, and what one sender learnt the
# others know. The clock is told where it matters.
. "$(dirname "$0")/job.sh"
for program in smtp_sink flow/queue_mails; do
	[ -x "$bin/tests/$program" ] || make -s -C "$root" "${bin#"$root"/}/tests/$program" >&2 || exit 1
done
job_begin gates
noon=$(date +%F)T12:00:00Z
begin=$(date -d "$noon" +%s)
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
relay=
trap 'kill $relay $others 2>/dev/null; job_clean' EXIT
# To be started with &: its number is the process'.
sender() { exec "$valija" -q -c "$base/valija.conf" "$@" 2>>"$base/log"; }
once() { v --now "$(at "$1")" once send 2>>"$base/log"; }

# case_of N "DOMAINS" "RELAY KEYS" ANSWER…: a fresh store with N mails by turns to the domains, and a relay that answers so.
case_of()
{
	n=$1 domains=$2 keys=$3
	shift 3
	[ -z "$relay" ] || { kill $relay && wait $relay; } 2>/dev/null
	rm -rf "$base/store" "$base/r" "$base/inbox" "$base/valija.conf"
	mkdir "$base/r"
	job_config folder
	"$bin/tests/smtp_sink" "$base/r" "$@" &
	relay=$!
	until_true 5 test -s "$base/r/port"
	perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n'"$keys"'\n/s' "$base/valija.conf"
	"$bin/tests/flow/queue_mails" "$base/store${store_url:+,$store_url}" andes salida "$begin" "$n" 2000 $domains
}
in_state() { v queue list --json | json kind=statement state="$1" to.0 | lines; }
to() { cut -f 5 "$base/r/accepted" | grep -c "@$1" || true; }
attempts_of() { v queue list --json | json kind=statement to.0=~"@$1" attempts | awk '{ n += $1 } END { print n + 0 }'; }

case_of 40 "malo.test bueno.test" "" rcpt~malo.test:code=451
once 0
is "$(to bueno.test)" 20 "one domain refuses for now: every mail to the other is sent"
like "$(attempts_of malo.test)" "[1-5]" "and the refusing one is left alone after a few"
once 100
before=$(attempts_of malo.test)
once 200
once 390
is "$(attempts_of malo.test)" "$before" "while its gate is closed no attempt is spent"
once 500
is "$(attempts_of malo.test)" "$((before + 1))" "then one mail is the probe"
for s in 1200 2500 4800 9000; do once $s; done
like "$(v queue list --json | json kind=statement to.0=~@malo.test state | sort -u)" "ready" "they wait"
for s in 15000 20000 25000; do once $s; done
is "$(v queue list --json | json kind=alert step=~"mail " step | lines)" 20 "after 4 hours a person hears of each, tried or not"
once 173000
once 180000
is "$(in_state failed)" 20 "after 48 hours they have failed"

case_of 12 "bueno.test" "" mail:code=451@3
once 0
is "$(in_state sent)" 11 "a relay that pushes back once is not left"
is "$(in_state ready)" 1 "only that mail waits"

case_of 30 "uno.test dos.test tres.test" "" mail:code=451
once 0
is "$(in_state ready)" 30 "a relay that refuses all: all wait"
is "$(v queue list --json | json kind=statement attempts | awk '{ n += $1 } END { print n }')" 3 "a few were tried, and its gate closed"
once 200
is "$(v queue list --json | json kind=statement attempts | awk '{ n += $1 } END { print n }')" 3 "for all senders: another process tries none"

case_of 30 "uno.test" "per_minute = 8" quit:delay=1
once 0
is "$(to uno.test)" 2 "paced: a quarter of a minute's worth at once"
once 30
is "$(to uno.test)" 4 "and so on"
case_of 30 "uno.test" "per_day = 7" quit:delay=1
once 0
once 3600
is "$(to uno.test)" 7 "seven a day"
once 90100
is "$(to uno.test)" 14 "and seven the next"

# From here by the real clock.
begin=$(date +%s)

# Many senders at once: one connection each, and no more than the relay may have.
case_of 60 "uno.test dos.test" "connections = 2" dot:delay=20
sender once send & a=$!
sender once send & b=$!
sender once send & c=$!
others="$a $b $c"
most=0
while kill -0 $a 2>/dev/null || kill -0 $b 2>/dev/null || kill -0 $c 2>/dev/null; do
	open=$(ss -Htn state established "( sport = :$(cat "$base/r/port") )" 2>/dev/null | lines)
	[ "$open" -le $most ] || most=$open
	sleep 0.02
done
wait $a $b $c
others=
is "$(cut -f 2 "$base/r/accepted" | sort -u | lines)/$(lines <"$base/r/accepted")" 60/60 "three senders: every mail once"
if command -v ss >/dev/null; then
	like "$most" "[12]" "never more than two connections"
fi

# A domain that takes 12 seconds for each mail, and two senders.
case_of 20 "lento.test rapido.test rapido.test rapido.test" "" rcpt~lento.test:delay=12000
sender send & a=$!
sender send & b=$!
others="$a $b"
until_true 40 sh -c "[ \$(cut -f 5 '$base/r/accepted' | grep -c rapido.test) = 15 ]"
is "$(to rapido.test)" 15 "a slow domain: the others' mails are sent"
like "$(to lento.test)" "[0-3]" "while its own wait"
kill $a $b
wait $a $b 2>/dev/null
others=
job_finish
