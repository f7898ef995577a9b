#!/bin/sh
# What mail to us may do and what it may not: bank details, forged senders and tokens, bounces, complaints, people who
# ask to be left alone or are away. Each case is a fresh store with one reminder that was sent.
. "$(dirname "$0")/job.sh"
job_begin replies
now=2026-11-25T15:00:00Z
once() { v --now "${1:-$now}" once all 2>>"$base/log" && v --now "${1:-$now}" once all 2>>"$base/log"; }
mkdir -p "$base/mail"
perl "$root/tests/flow/answers.pl" debts "$root/tests/fixtures/answers/codes.tsv" "$base/mail" || exit 1

# fresh [LINE]: LINE more in the account's section.
fresh()
{
	rm -rf "$base/store" "$base/inbox" "$base/relay" "$base/valija.conf"
	job_config folder
	sed -i "s/^weekdays = 1-7/weekdays = 1-5/; s/^path = inbox/path = inbox${1:+\\n$1}/" "$base/valija.conf"
	cp "$base/mail/debt-0.eml" "$base/inbox/"
	once
	id=$(v queue list --json | json kind=reminder message_id)
	token=$(echo "$id" | sed 's/^valija\.\(.*\)@.*/\1/')
	told=$(v queue list --json | json kind=alert id | lines)
}

# arrives NAME [HEADERS] < BODY: with a type of its own in HEADERS it is no plain text.
arrives()
{
	to=${to:-empresa+$token@empresa.test}
	{
		printf 'Delivered-To: %s\n' "$to"
		[ -z "${2:-}" ] || printf '%s\n' "$2"
		printf 'From: %s\nTo: %s\nMessage-ID: <%s@c0.test>\n' "${from:-Ana <ana@c0.test>}" "$to" "$1"
		printf 'Date: Wed, 25 Nov 2026 12:30:00 -0300\nSubject: %s\nMIME-Version: 1.0\n' "${subject:-Re: Factura}"
		[ -n "${type:-}" ] || type="text/plain; charset=utf-8"
		printf 'Content-Type: %s\n\n' "$type"
		cat
	} >"$base/inbox/$1.eml"
	from='' to='' subject='' type=''
	once
}
invoice() { v invoice list --json | json state hold.reason hold.until; }
contacts() { v customer list --json | json contacts.0.address contacts.0.state contacts.1.address contacts.1.state; }
alerts() { v queue list --json | json kind=alert "$@"; }
plan() { v --now "${1:-$now}" plan --json | json skip; }
new_alerts() { echo $(($(alerts id | lines) - told)); }

# ---- bank details ----
fresh
before=$(v export customers)
arrives bank <<MAIL
Pagaremos el 1 de diciembre. Les informamos que nuestra nueva cuenta corriente es 00123456789 del Banco Sur.
MAIL
like "$(find "$base/inbox" -name bank.eml -exec "$valija" read {} +)" \
	'*"flags":\[*"bank-details"*' "an account number in an answer is flagged"
is "$(invoice)" "new	BANKCHANGE	-" "the reminders are frozen until a person lifts it"
like "$(alerts subject)" "*datos bancarios*" "the alert is about bank details"
is "$(new_alerts)" 1 "one"
is "$(v export customers)" "$before" "nothing of it is taken over: the client is as before"
is "$(v export payments | lines)" 0 "nor paid"
arrives bank-2 <<MAIL
Nuestra CLABE es 002180012345678903
MAIL
is "$(alerts subject | grep -c 'datos bancarios')" 2 "a number alone is told too"

# changed NAME SENTENCE…: a mail that answers none of ours.
changed()
{
	from='Proveedor <v@prov.test>' to=empresa@empresa.test subject='Aviso' arrives "$1" <<-MAIL
	$2
	MAIL
}
fresh
changed iban 'Estimado cliente: cambiamos nuestra cuenta bancaria. La nueva cuenta corriente es 00123456789 del Banco Sur.'
is "$(alerts step=~"bank-details v@prov.test" | lines)" 1 "a supplier who announces another account is told at once"
changed iban-2 'Le recordamos: nuestra nueva cuenta corriente es 00123456789 del Banco Sur.'
is "$(new_alerts)" 1 "once a day"
fresh
changed usual 'Adjunto estado de cuenta. Puede pagar en la cuenta corriente 00123456789 del Banco Sur.'
changed offer 'Abra su nueva cuenta corriente sin costo.'
is "$(new_alerts)" 0 "the usual account, and an offer of one, are none of that"

# ---- several codes ----
fresh
arrives several <<MAIL
La factura está duplicada. La otra la pagaremos el 1 de diciembre. Favor enviar la guía de despacho firmada.
MAIL
is "$(v note list --json | json codes)" 3 "three codes of one mail are in the note"
is "$(invoice)" "disputed	DISP_DUP	-" "the gravest names the hold"
like "$(v note list --json | json codes.0 codes.1 codes.2)" "*PROMISE 2026-12-01*" "with its day"

# ---- who wrote it ----
fresh
from='Otro <otro@ajeno.test>' arrives stranger <<MAIL
Nuestro abogado se pondrá en contacto. No me escriban más.
MAIL
is "$(invoice)" "new	UNVERIFIED	2026-11-27" "a stranger who has the token only makes us pause"
is "$(v note list --json | json verified)" false "the note says that it is not verified"
is "$(contacts)" "ana@c0.test	ok	otro@ajeno.test	proposed" "he is proposed as a contact, no more"
fresh
to=empresa+${token%?}x@empresa.test arrives forged <<MAIL
Ya pagamos.
MAIL
is "$(invoice)/$(v note list | lines)/$(new_alerts)" "new	-	-/0/0" "a forged token changes nothing"
like "$(v mail list --json | json outcome=reply reason)" "no valid token of ours*" "and the receipt book says so"
to=empresa@empresa.test subject='Re: DTE 33 folio 5000' arrives by-subject <<MAIL
Ya pagamos la factura 5000.
MAIL
is "$(invoice)/$(v note list | lines)" "new	-	-/0" "a subject alone neither"
to=empresa@empresa.test arrives by-reference "In-Reply-To: <$id>" <<MAIL
Ya pagamos.
MAIL
is "$(invoice)" "payment-unconfirmed	PAID_CLAIM	2026-11-30" "our Message-ID in a reference does: it has the token too"

# ---- what our own mail server says of the sender ----
received='Received: from c0.test by mx.empresa.test; Wed, 25 Nov 2026 12:30:00 -0300'
fresh 'authserv_id = mx.empresa.test'
arrives refuted "Authentication-Results: mx.empresa.test; dmarc=fail header.from=c0.test
$received" <<MAIL
Rechazamos la factura, nuestro abogado se pondrá en contacto.
MAIL
is "$(invoice)" "new	UNVERIFIED	2026-11-27" "DMARC failed: the answer is not verified"
is "$(v note list --json | json verified)" false "its note says so"
fresh 'authserv_id = mx.empresa.test'
arrives below "$received
Received: from pc by ajeno.test; Wed, 25 Nov 2026 12:29:00 -0300
Authentication-Results: mx.empresa.test; dmarc=fail" <<MAIL
Ya pagamos.
MAIL
is "$(invoice)" "payment-unconfirmed	PAID_CLAIM	2026-11-30" "the same below a foreign server is a forgery, and ignored"
fresh 'authserv_id = mx.empresa.test'
arrives other "Authentication-Results: mx.ajeno.test; dmarc=fail
$received" <<MAIL
Ya pagamos.
MAIL
is "$(v note list --json | json verified)" true "another server's word does not count"

# ---- bounces ----
# report ADDRESS STATUS: what our relay's report of our mail says.
report()
{
	from='MAILER-DAEMON@mx.empresa.test' subject='Undelivered Mail Returned to Sender' \
		type='multipart/report; report-type=delivery-status; boundary=b' arrives "dsn-$2-$1" <<-MAIL
	--b
	Content-Type: text/plain

	This is the mail system.

	--b
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mx.empresa.test

	Final-Recipient: rfc822; $1
	Action: failed
	Status: $2
	Diagnostic-Code: smtp; 550 $2 refused

	--b--
	MAIL
}
fresh
report someone@ajeno.test 5.1.1
is "$(contacts)" "ana@c0.test	ok	-	-" "a report about an address that we did not write to changes nothing"
rut=$(v customer list --json | json tax_id)
report ana@c0.test 5.1.1
like "$(contacts)" "ana@c0.test	bounced	*" "a hard bounce suspends the contact"
is "$(v export events | json kind=task-opened reason | grep -c '^find-contact')" 1 \
	"it was the last one: a task to find another"
is "$(new_alerts)" 1 "and one alert"
is "$(plan 2026-12-10T15:00:00Z)" "no contact who pays or approves" "the next plan leaves the client out, and says why"
once 2026-12-10T15:00:00Z
is "$(v queue list --json | json kind=reminder state | lines)" 1 "and nothing is sent"
v customer set "$rut" --company andes --contact 'Beto <beto@c0.test>'
is "$(v export events | json kind=task-closed reason | grep -c '^find-contact')" 1 "a person names somebody: the task is done"
once 2026-12-10T15:00:00Z
is "$(v queue list --json | json kind=reminder to.0 | tail -n 1)" beto@c0.test "and he gets the next reminder"

# ---- complaint ----
fresh
from='feedback@proveedor.test' subject=complaint type='multipart/report; report-type=feedback-report; boundary=b' arrives arf <<MAIL
--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Some/1
Version: 1
Original-Rcpt-To: ana@c0.test

--b
Content-Type: message/rfc822

From: empresa@empresa.test
Message-ID: <$id>
Subject: Factura

x
--b--
MAIL
is "$(v mail list --json | json outcome=complaint state)" done "a complaint is known"
like "$(contacts)" "ana@c0.test	bounced	*" "who complains is not written to any more"
is "$(plan 2026-12-10T15:00:00Z)" "no contact who pays or approves" "says plan"

# ---- leave me alone ----
fresh
arrives stop <<MAIL
Por favor no me escriban más.
MAIL
is "$(invoice)" "new	STOP	-" "who asks to be left alone: the invoice is held until a person lifts it"
like "$(contacts)" "ana@c0.test	stopped	*" "and the contact stopped, for the next invoice too"
is "$(v export events | json kind=contact-stopped reason)" "ana@c0.test asked not to be written to" "on record"

# ---- away ----
fresh
subject='Respuesta automática: fuera de la oficina' arrives away 'Auto-Submitted: auto-replied' <<MAIL
Estaré fuera de la oficina hasta el 7 de diciembre. En mi ausencia favor escribir a Luis Rojas <luis@c0.test>.
MAIL
is "$(invoice)" "new	-	-" "an absence holds nothing"
like "$(v export events | json kind=contact-absent reason)" "Ana <ana@c0.test> is absent until 2026-12-0*; instead: luis@c0.test" \
	"when she is back and who stands in is on record"
is "$(contacts)" "ana@c0.test	ok	luis@c0.test	proposed" "the stand-in is proposed"
once 2026-12-02T15:00:00Z
is "$(v queue list --json | json kind=reminder to.0 | sort -u)" ana@c0.test "and not written to"
is "$(find "$base/relay" -name '*.envelope' -exec grep -l luis {} + | lines)" 0 "by no mail"
v customer set "$(v customer list --json | json tax_id)" --company andes --contact 'Luis <luis@c0.test>'
once 2026-12-10T15:00:00Z
like "$(v queue list --json | json kind=reminder to.0 to.1 | tail -n 1)" "*luis@c0.test*" "until a person says that he is the one"
job_finish
