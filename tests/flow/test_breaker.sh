#!/bin/sh
# Too many of our mails come back: reminders of the company stop, those that wait too, and a person hears of it once; what
# people ask for goes on. A person lets them go on, and the count begins anew. Two complaints do the same.
. "$(dirname "$0")/job.sh"
job_begin breaker
many=24

# at DAY-HOUR VERB…: in February, hour and minute of Santiago (UTC-3).
at()
{
	when="2026-02-${1%%-*}T$(printf '%s' "${1#*-}"):00-03:00"
	shift
	v --now "$when" "$@" 2>>"$base/log"
}
job_debtors $many
fresh()
{
	rm -rf "$base/store" "$base/inbox" "$base/relay" "$base/valija.conf"
	job_sur "digest_hour = 24" "per_day = 0" "first_per_day = 0" "address_per_day = 0" "address_per_week = 0" <<-CONFIG
	[policy p]
	minimum_trust = unsigned
	steps = 3 overdue; 8 overdue
	confirm = no
	[inbound]
	sender_hour = 0
	unknown_hour = 0
	CONFIG
	v --now 2026-01-06T15:00:00Z import "$base/xml" >/dev/null 2>&1
	at 06-12:00 once work
	at 09-10:00 once all
	is "$(left)" $many "$1: each customer gets a reminder"
}
left() { grep -l 'pagos@c' "$base"/relay/*.envelope 2>/dev/null | lines; }
stops() { v alert list --json | json kind | grep -c reminders-stopped; }
alarms() { v queue list --json | json kind=alert state step | grep -c '^sent	reminders stopped'; }
id_of() { v queue list --json | json kind=reminder "to.0=pagos@c$1.test" message_id | head -1; }
token_of() { id_of "$1" | sed 's/^valija\.\(.*\)@.*/\1/'; }
# report DAY-HOUR N KIND: about the mail to customer N.
report()
{
	{
		printf 'From: MAILER-DAEMON@mx.sur.test\nTo: cobranza+%s@sur.test\nSubject: Report\nMessage-ID: <%s-%s@mx.sur.test>\n' \
			"$(token_of "$2")" "$3" "$2"
		printf 'Date: Mon, 09 Feb 2026 11:00:00 -0300\nMIME-Version: 1.0\n'
		if [ "$3" = bounce ]; then
			printf 'Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nreport\n\n'
			printf -- '--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.sur.test\n\n'
			printf 'Final-Recipient: rfc822; pagos@c%s.test\nAction: failed\nStatus: 5.1.1\n' "$2"
			printf 'Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n'
		else
			printf 'Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nreport\n\n'
			printf -- '--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Some/1\nVersion: 1\n'
			printf 'Original-Rcpt-To: pagos@c%s.test\n\n' "$2"
		fi
		printf -- '--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\n\n--b--\n' "$(id_of "$2")"
	} >"$base/inbox/$3-$2.eml"
	at "$1" once all
}

fresh bounces
report 09-11:00 1 bounce
at 16-09:30 once work
is "$(at 16-09:31 plan --json | json customer="$(rut 5)" skip | head -1)" "step overdue+8 was sent" "one of $many is less than 5 of 100"
report 16-09:32 2 bounce
before=$(left)
is "$before" $many "what was written and waits for a sender is stopped when a second one comes back"
like "$(v queue list --json | json kind=reminder state=ready reason | sort -u)" "*stopped*2 of the last*" "and says why it waits"
is "$(stops) $(alarms)" "1 1" "a person hears of it, once"
at 17-10:00 once all
at 18-10:00 once all
is "$(left)" "$before" "days later nothing has left"
is "$(stops) $(alarms)" "1 1" "and nothing more was told"
at 18-10:10 resend "33-5" >/dev/null
at 18-10:11 once all
is "$(left)" $((before + 1)) "what a person asks for goes all the same"
status 0 "a person lets them go on" "$valija" -c "$base/valija.conf" --now 2026-02-18T13:20:00Z queue release --reminders
at 18-10:30 once all
at 18-12:00 once all
is "$(left)" $((before + 1 + many - 2)) "then they leave, but not to the two that came back"
at 19-10:00 once all
is "$(stops) $(alarms)" "0 1" "the alert is over, and the same two stop nothing more"

fresh complaints
report 09-11:00 1 complaint
at 16-09:30 once work
is "$(stops)" 0 "one complaint stops nobody"
report 16-09:32 2 complaint
at 16-10:00 once all
at 17-10:00 once all
is "$(left)" $many "a second one stops all"
is "$(stops) $(alarms)" "1 1" "a person hears of it"
status 0 "the chain of events holds" "$valija" -c "$base/valija.conf" --now 2026-02-18T15:00:00Z verify
job_finish
