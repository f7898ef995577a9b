#!/bin/sh
# The sender and a relay that answers badly (tests/smtp_sink.c): what becomes of the mail, who is told, and that it is sent
# once. The clock is told, never waited for.
. "$(dirname "$0")/job.sh"
[ -x "$bin/tests/smtp_sink" ] || make -s -C "$root" "${bin#"$root"/}/tests/smtp_sink" >&2 || exit 1
job_begin send
noon=$(date +%F)T12:00:00Z
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
relay=
trap 'kill $relay 2>/dev/null; job_clean' EXIT
once() { v --now "$(at "$1")" once "$2" 2>>"$base/log"; }

# case_of ANSWER…: a fresh store with one reminder queued, and a relay that answers so.
case_of()
{
	[ -z "$relay" ] || { kill $relay && wait $relay; } 2>/dev/null
	rm -rf "$base/store" "$base/r" "$base/inbox" "$base/valija.conf"
	mkdir "$base/r"
	job_config folder
	"$bin/tests/smtp_sink" "$base/r" "$@" &
	relay=$!
	until_true 5 test -s "$base/r/port"
	perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s' "$base/valija.conf"
	deliver "$base/mails/1-dte-33.eml"
	once 0 fetch
	once 0 work
}
reminder() { v queue list --json | json kind=reminder "$@"; }
alerts() { v queue list --json | json kind=alert step=~"mail " step; }
taken() { grep -cF "$(reminder message_id)" "$base/r/accepted" 2>/dev/null || true; }

case_of
once 0 send
is "$(reminder state attempts)" "sent	1" "a relay that takes it: sent"
is "$(taken)" 1 "once"

case_of rcpt:code=550@1
once 0 send
is "$(reminder state)" failed "the one recipient is refused for good: failed"
is "$(alerts | lines)" 1 "a person is told"
once 60 send
once 7200 all
is "$(alerts | lines)" 1 "once"
like "$(v export events | json kind=mail-failed reason)" "cliente@cliente.test: 550 *" "it is on record with the relay's words"
is "$(v queue list --json | json kind=alert state)" sent "the word itself goes out"

case_of rcpt~cliente.test:code=550-5.1.1
once 0 send
is "$(v export customers | json tax_id=77654321-7 contacts.0.address contacts.0.state)" "cliente@cliente.test	bounced" \
	"an address that the relay says is not there is marked"
case_of rcpt~cliente.test:code=552-5.2.2
once 0 send
is "$(v export customers | json tax_id=77654321-7 contacts.0.state)" ok "a full mailbox is not"

case_of rcpt:code=451
once 0 send
is "$(reminder state)" ready "refused for now: it waits"
n=0
for s in 100 500 1500 3600 7300 11000 14000; do once $s send; done
is "$(alerts | lines)" 0 "nobody is told before 4 hours"
for s in 15000 20000 24000 30000; do once $s send; done
is "$(alerts)" "$(echo "mail $(reminder id) ready")" "then a person is told, once"
for s in 172000 172900 180000; do once $s send; done
is "$(reminder state)" cancelled "the day that its words speak of is over: it goes no more"
is "$(alerts | lines)" 1 "which nobody need hear of"
is "$(taken | tr -d 0)" "" "nothing was sent"

# The uncertain window.
case_of dot:lose
once 0 send
is "$(reminder state)" uncertain "cut after the dot: uncertain"
is "$(taken)" 1 "the relay has it"
once 10 send
once 20 all
is "$(reminder state attempts)" "uncertain	2" "no copy in time: sent once more, and uncertain again"
once 60 all
once 100 all
is "$(reminder state)" held "the second time it is held"
is "$(taken)" 2 "the same Message-ID both times"
is "$(grep -F "$(reminder message_id)" "$base/r/accepted" | cut -f 3 | sort -u | lines)" 1 "and the same bytes"
is "$(alerts)" "mail $(reminder id) held" "a person is told"
for s in 4000 90000 180000; do once $s all; done
is "$(taken)" 2 "and it is never sent a third time"

case_of dot:lose@1
once 0 send
mkdir "$base/gone"
printf '[account fuera]\ncompany = andes\ntype = folder\npath = gone\n' >>"$base/valija.conf"
once 400 send
is "$(reminder state)" uncertain "while a mailbox was not looked through its copy may lie there"
once 460 fetch
once 600 send
once 900 send
is "$(reminder state)" sent "looked through and not found: sent again"
job_finish
