#!/bin/sh
# An address that bounced, complained or asked to be left alone gets nothing more, of whichever kind and for whichever
# customer; the other contact does. A person may take that back.
. "$(dirname "$0")/job.sh"
job_begin suppression
mkdir -p "$base/words/es-CL"
printf 'Feliz navidad' >"$base/words/es-CL/navidad.subject"
printf '{{greeting}}\n\n{{words.bank}}\n' >"$base/words/es-CL/navidad.text"
printf '<p>{{greeting}}</p><p>{{words.bank}}</p>' >"$base/words/es-CL/navidad.html"

# at DAY-HOUR VERB…: in February, hour and minute of Santiago (UTC-3).
at()
{
	when="2026-02-${1%%-*}T$(printf '%s' "${1#*-}"):00-03:00"
	shift
	v --now "$when" "$@" 2>>"$base/log"
}
# invoice FOLIO RUT DUE [EMAIL]
invoice()
{
	LC_ALL=C sed -e "s/<Folio>1234</<Folio>$1</; s/78234561-3</$2</g; s/<FchVenc>2026-02-04</<FchVenc>$3</" \
		-e "s|<CorreoRecep>[^<]*</CorreoRecep>|${4:+<CorreoRecep>$4</CorreoRecep>}|" \
		"$root/tests/fixtures/dte/invoice.xml" >"$base/f$1.xml"
	[ -z "${4:-}" ] || grep -q "$4" "$base/f$1.xml" ||
		LC_ALL=C sed -i "s|<RznSocRecep>[^<]*</RznSocRecep>|&<CorreoRecep>$4</CorreoRecep>|" "$base/f$1.xml"
	v --now 2026-01-06T15:00:00Z import "$base/f$1.xml" >/dev/null 2>&1
}
fresh()
{
	rm -rf "$base/store" "$base/inbox" "$base/relay" "$base/valija.conf"
	job_sur "templates = words" "digest_hour = 24" "per_day = 0" "first_per_day = 0" "address_per_day = 0" \
		"address_per_week = 0" <<-CONFIG
	[policy p]
	minimum_trust = unsigned
	steps = 3 overdue; 8 overdue
	confirm_hour = 9
	min_interval = 1
	[inbound]
	sender_hour = 0
	unknown_hour = 0
	CONFIG
	invoice 101 76000001-9 2026-02-04
	invoice 102 76000002-7 2026-02-04
	at 06-12:00 once work
	for rut in 76000001-9 76000002-7; do
		at 06-12:10 customer set $rut --contact 'Ana <ANA@Uno.Test>' --role pays
		at 06-12:10 customer set $rut --contact 'Beto <beto@uno.test>' --role pays
	done
	at 09-10:00 once all
	is "$(to ana | lines) $(to beto | lines)" "2 2" "$1: both contacts get the first reminder of both customers"
	id=$(v queue list --json | json customer=76000001-9 kind=reminder message_id)
	mail=$base/relay/$id.eml
	reply_to=$(sed -n 's/^Reply-To: *//Ip' "$mail" | tr -d '\r' | sed 's/.*<\(.*\)>/\1/')
}
# Which mails have left to NAME.
to() { grep -lF "$1@uno.test" "$base"/relay/*.envelope 2>/dev/null; }

arrives() # NAME TYPE FROM [HEADER] <BODY
{
	{
		printf 'From: %s\nTo: %s\nSubject: Re: aviso\nMessage-ID: <%s@uno.test>\n' "$3" "$reply_to" "$1"
		printf 'In-Reply-To: <%s>\nDate: Mon, 09 Feb 2026 11:00:00 -0300\nMIME-Version: 1.0\n%sContent-Type: %s\n\n' "$id" \
			"${4:+$4
}" "$2"
		cat
	} >"$base/inbox/$1.eml"
	at 09-11:30 once all
}
bounce()
{
	arrives bounce 'multipart/report; report-type=delivery-status; boundary=b' 'MAILER-DAEMON@mx.sur.test' <<-MAIL
	--b
	Content-Type: text/plain

	This is the mail system.

	--b
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mx.sur.test

	Final-Recipient: rfc822; ana@uno.test
	Action: failed
	Status: 5.1.1
	Diagnostic-Code: smtp; 550 5.1.1 no such user

	--b
	Content-Type: text/rfc822-headers

	Message-ID: <$id>

	--b--
	MAIL
}
complaint()
{
	arrives complaint 'multipart/report; report-type=feedback-report; boundary=b' 'feedback@proveedor.test' <<-MAIL
	--b
	Content-Type: text/plain

	This is an abuse report.

	--b
	Content-Type: message/feedback-report

	Feedback-Type: abuse
	User-Agent: Some/1
	Version: 1
	Original-Rcpt-To: ana@uno.test

	--b
	Content-Type: message/rfc822

	From: cobranza@sur.test
	Message-ID: <$id>
	Subject: aviso

	x
	--b--
	MAIL
}
stop()
{
	arrives stop 'text/plain; charset=utf-8' 'Ana <ana@uno.test>' <<-MAIL
	Por favor no me escriban más.
	MAIL
	at 09-11:40 invoice resume 33-101
}

for what in bounce complaint stop; do
	fresh "$what"
	$what
	ana=$(to ana | lines) beto=$(to beto | lines)
	state=$([ $what = stop ] && echo stopped || echo bounced)
	is "$(v customer show 76000001-9 | tr '{' '\n' | grep -o 'ana@uno.test.*"state":"[a-z]*"' | sed 's/.*:"//; s/"//')" $state "$what: the contact is $state"
	at 16-10:00 once all
	is "$(($(to beto | lines) - beto))" 2 "$what: the next reminders go to the other contact"
	at 16-11:00 invoice pay 33-101 1000
	at 17-10:00 once all
	is "$(($(to beto | lines) - beto))" 3 "$what: the thanks for a payment, too"
	at 18-10:00 statement 76000001-9 >/dev/null
	at 18-10:00 statement 76000002-7 >/dev/null
	at 18-10:01 resend 33-101 >/dev/null
	at 18-10:02 once all
	is "$(($(to beto | lines) - beto))" 6 "$what: and what somebody asks for on the telephone"
	hash=$("$valija" -c "$base/valija.conf" --now 2026-02-18T13:03:00Z campaign navidad 2>&1 >/dev/null | sed -n 's/.*--confirm //p')
	at 18-10:04 campaign navidad --confirm "$hash" >/dev/null
	at 18-10:05 once all
	is "$(($(to beto | lines) - beto))" 8 "$what: and a campaign"
	is "$(to ana | lines)" "$ana" "$what: nothing at all has left to the address"
	invoice 103 76000003-5 2026-02-11 ana@uno.test
	at 19-10:00 once all
	at 20-10:00 once all
	is "$(to ana | lines)" "$ana" "$what: nor for a new customer whose invoice names it"
	at 23-09:30 customer set 76000002-7 --contact 'Ana <ana@uno.test>'
	at 23-10:00 statement 76000002-7 >/dev/null
	at 23-10:01 once all
	is "$(to ana | lines)" "$((ana + 1))" "$what: a person may take that back"
done
job_finish
