#!/bin/sh
# Floods, loops and refusals by policy: whoever answers us automatically again and again is muted, a domain that refuses our
# mail waits a day, our own mails that come back change nothing; nothing is lost and nothing is ever sent in answer.
. "$(dirname "$0")/job.sh"
[ -x "$bin/tests/smtp_sink" ] || make -s -C "$root" "${bin#"$root"/}/tests/smtp_sink" >&2 || exit 1
job_begin loops
noon=$(date +%F)T12:00:00Z
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
relay=
trap 'kill $relay 2>/dev/null; job_clean' EXIT
once() { v --now "$(at "$1")" once "$2" 2>>"$base/log"; }

# fresh ANSWER…: a store with one reminder queued; with answers, a relay that gives them instead of the folder.
fresh()
{
	[ -z "$relay" ] || { kill $relay && wait $relay; } 2>/dev/null
	relay=
	rm -rf "$base/store" "$base/r" "$base/inbox" "$base/relay" "$base/valija.conf"
	mkdir "$base/r"
	job_config folder
	if [ $# -gt 0 ]; then
		"$bin/tests/smtp_sink" "$base/r" "$@" &
		relay=$!
		until_true 5 test -s "$base/r/port"
		perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s' "$base/valija.conf"
	fi
	deliver "$base/mails/1-dte-33.eml"
	once 0 fetch
	once 0 work
}
reminder() { v queue list --json | json kind=reminder "$@"; }
alerts() { v queue list --json | json kind=alert "$@"; }
sent_mail() { cat "$base/relay/$(reminder message_id).eml"; }

# robot N [HEADER]: an automatic calendar answer to our reminder.
robot()
{
	to=$(v queue list --json | json kind="${of:-reminder}" message_id | head -n 1 | sed 's/^valija\.\(.*\)@.*/empresa+\1@empresa.test/')
	sed 's/^\t*//' >"$base/robot-$1.eml" <<-MAIL
		From: Sala <cliente@cliente.test>
		To: $to
		Subject: Reserva $1
		Message-ID: <robot-$1@cliente.test>
		Date: $(date -R -d "$noon + $1 minutes")
		Auto-Submitted: auto-replied
		MIME-Version: 1.0
		Content-Type: text/calendar; method=REPLY; charset=utf-8

		BEGIN:VCALENDAR
		METHOD:REPLY
		BEGIN:VEVENT
		UID:$1
		SUMMARY:Reserva $1
		END:VEVENT
		END:VCALENDAR
	MAIL
	touch -d "$(at $(($1 * 60)))" "$base/robot-$1.eml"
	cp -p "$base/robot-$1.eml" "$base/inbox/robot-$1.eml"
}

fresh
once 0 send
for n in 1 2 3 4 5 6 7 8; do robot $n; done
once 600 all
once 700 all
is "$(v mail list --json | json subject=~Reserva state | sort -u)" done "eight answers of a robot are all on record"
is "$(v mail list --json | json subject=~Reserva reason | grep -c "^muted: more than 3 automatic messages from cliente@cliente.test")" 5 \
	"from the fourth on they are marked as muted"
is "$(v note list --json | lines)" 3 "three are notes"
is "$(alerts step=~"reply " | lines)" 3 "three are told one by one"
is "$(alerts step=~"muted cliente@cliente.test" state | lines)" 1 "one alert says that the others are not"
sent_to=$(sed -n 's/.*"to":\[\(.*\)\].*/\1/p' "$base"/relay/*.envelope | tr ',' '\n' | sort -u)
is "$(echo "$sent_to" | grep -c cliente)" 1 "nothing was sent in answer: the reminder alone went to the client"
is "$(find "$base/relay" -name '*.eml' | lines)" 5 "the reminder and four alerts, no more"
day=86400
perl "$root/tests/demo/reply.pl" <"$base/relay/$(reminder message_id).eml" >"$base/inbox/persona.eml"
once 800 all
is "$(v note list --json | json codes.0 | grep -c PROMISE)" 1 "a person who writes from the same address is heard"

# A ticket robot that confirms every alert.
before=$(alerts id | lines)
of=alert
for n in 91 92 93 94 95; do robot $n; done
of=
once 900 all
is "$(v mail list --json | json subject=~"Reserva 9" state | grep -c done)/$(alerts id | lines)" "5/$before" \
	"what answers an alert makes no other one, whoever it is and however often"

# Our own mails, back in the mailbox by whatever way.
fresh
once 0 send
before=$(v export events | lines)
for n in 1 2 3 4 5 6; do
	{ echo "Received: from otra.test by mx.empresa.test; $(date -R -d "$noon + $n minutes")"; sent_mail; } >"$base/inbox/vuelta-$n.eml"
done
once 600 all
is "$(v mail list --json | json reason="our own mail, returned as a copy" state | lines)" 6 "our own mail that comes back six times is known"
is "$(v note list --json | lines)/$(alerts | lines)/$(v export events | lines)" "0/0/$before" "no note, no alert, nothing changes"
is "$(reminder state)" sent "the reminder is sent"

# A server that refuses us by policy.
fresh rcpt:code=550-5.7.1@1
once 0 send
is "$(reminder state)" failed "refused by policy: this mail has failed"
is "$(v customer list --json | json tax_id=77654321-7 contacts.0.state)" ok "it is not the address' fault"
like "$(alerts step=~"domain paused cliente.test" subject)" "*cliente.test*" "one alert names the domain"
like "$(v export events | json kind=domain-paused reason)" "cliente.test refuses our mail by policy: waits until $(at $day)*" "and an event"
like "$(v --now "$(at 60)" plan --json | json skip)" "cliente.test refuses our mail by policy: waits until $(at $day)" "plan says it too"
once 90 work
is "$(reminder state | lines)" 1 "and no other mail to it is made"
v --now "$(at 60)" queue retry "$(reminder id)"
once 120 send
is "$(reminder state)" ready "a mail to that domain waits"
is "$(reminder due_at)" "$(at $day)" "24 hours"
like "$(v queue list --json | json kind=reminder reason)" "cliente.test refuses our mail by policy: waits until $(at $day)" "and says why"
once 7200 send
is "$(alerts step=~"domain paused" | lines)" 1 "it is told once"
once $((day + 10)) send
is "$(reminder state)" cancelled "after 24 hours its words are of another day"
like "$(v queue list --json | json kind=reminder reason)" "its words are of*" "and it says so"
is "$(v --now "$(at $((day + 10)))" plan --json | json skip | grep -c refuses)" 0 "the domain is written to again"

# An address that is not there.
fresh rcpt:code=550-5.1.1@1
once 0 send
is "$(v customer list --json | json tax_id=77654321-7 contacts.0.state)" bounced "the relay says that there is no such address"
is "$(alerts step=~"domain paused" | lines)" 0 "that is the address' fault, not ours"
is "$(v export events | json kind=task-opened reason | grep -c '^find-contact')" 1 "it was the last one: a task"

# The relay refuses the mail itself, for whomever.
fresh data:code=550-5.7.1@1
once 0 send
is "$(reminder state)/$(alerts step=~"domain paused" | lines)" failed/0 "what the relay refuses itself pauses nobody's domain"

# The same by a report.
fresh
once 0 send
token=$(reminder message_id | sed 's/^valija\.\(.*\)@.*/\1/')
sed 's/^\t*//' >"$base/inbox/dsn.eml" <<-MAIL
	From: MAILER-DAEMON@mx.empresa.test
	To: empresa+$token@empresa.test
	Subject: Undelivered Mail Returned to Sender
	Message-ID: <dsn-1@mx.empresa.test>
	Date: $(date -R -d "$noon")
	Auto-Submitted: auto-replied
	MIME-Version: 1.0
	Content-Type: multipart/report; report-type=delivery-status; boundary=b

	--b
	Content-Type: text/plain

	This is the mail system.
	--b
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mx.empresa.test

	Final-Recipient: rfc822; cliente@cliente.test
	Action: failed
	Status: 5.7.1
	Diagnostic-Code: smtp; 550 5.7.1 Message rejected due to content policy

	--b--
MAIL
once 60 all
is "$(v mail list --json | json outcome=bounce state)" done "a report of a refusal by policy"
is "$(v customer list --json | json tax_id=77654321-7 contacts.0.state)" ok "leaves the contact as it is"
is "$(alerts step=~"domain paused cliente.test" | lines)" 1 "and pauses the domain"
job_finish
