# The main job step by step; sourced by test_main_job.sh ($channel servers) and test_folder_job.sh ($channel folder).
. "$(dirname "$0")/job.sh"
job_begin "$channel"
[ "$channel" = folder ] || job_servers
job_config "$channel"
cl=CL:76543210-3:33:1042
mx=MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA

# One pass of every stage, and what the servers make of it.
pass()
{
	v "$@" once all 2>>"$base/log"
	[ "$channel" = folder ] || servers drain "$base/s"
}
passes() { pass "$@" && pass "$@"; }

# arrived ADDRESS MESSAGE_ID: the raw mail as that recipient has it.
arrived()
{
	if [ "$channel" = folder ]; then
		cat "$base/relay/$2.eml"
	else
		servers list "$base/s" "$1" INBOX | grep -F "$2" | cut -f 1 | while read -r uid; do
			servers show "$base/s" "$1" INBOX "$uid"
		done
	fi
}
mails_sent()
{
	if [ "$channel" = folder ]; then
		find "$base/relay" -name '*.eml' | lines
	else
		for user in cliente finanzas; do
			servers list "$base/s" $user@$user.test INBOX 2>/dev/null ||
				servers list "$base/s" $user@empresa.test INBOX
		done | lines
	fi
}
in_folder()
{
	if [ "$channel" = folder ]; then
		find "$base/inbox/$1" -name '*.eml' 2>/dev/null | lines
	else
		servers count "$base/s" empresa@empresa.test "$1" 2>/dev/null || echo 0
	fi
}
balance() { v invoice show "$1" --json | json state hold.reason balance paid credited; }
header() { sed -n '/^\r*$/q;p' | tr -d '\r' | perl -0pe 's/\n[ \t]+/ /g' | sed -n "s/^$1: //Ip"; }
attachments()
{
	"$valija" read "$1" | tr '{' '\n' | sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)","path".*/\1/p' | sort
}

deliver_mails
is "$(v check 2>&1)" "" "the config has no fault"
passes
is "$(v mail list --json | json subject outcome state documents | grep -v "^Factura\|^\\[\|^Correo en cuarentena" | sort)" "CFDI N-318	invoice	done	1
Complemento de pago P-52	invoice	done	1
DTE 33 folio 1042	invoice	done	1
DTE danado	quarantine	quarantined	0
Envio de tres documentos	invoice	done	3
Solo por hoy: 50 % en sillas	other	done	0" "six mails, each with its outcome"
is "$(balance 33-1042)" "new	-	1190000	0	0" "a DTE in ISO-8859-1 is owed"
is "$(v invoice show 33-1042 --json | json debtor.name direction)" "Comercial Peñalolén Limitada	issued" "by its name"
is "$(balance 5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA)" "part-paid	-	7600	4000	0" "a payment receipt lowers the balance of a CFDI"
is "$(balance 33-1043)" "new	-	476000	0	119000" "a credit note that of its DTE"
is "$(v export payments | json invoice amount source)" "$mx	4000	receipt" "the payment is on record"

# the reminders
is "$(v queue list --json | json kind=reminder customer state to.0)" "77654321-7	sent	cliente@cliente.test" \
	"one reminder: the other client has no address, the others are not due"
like "$(v plan --json | json customer=MUE050607CD5 skip)" "no contact *" "plan says why"
v customer set MUE050607CD5 --company norte --contact 'Laura Núñez <cliente@cliente.test>'
passes
is "$(v queue list --json | json kind=reminder invoices.0 state)" "$cl	sent
$mx	sent" "with an address the second one goes"
id=$(v queue list --json | json kind=reminder invoices.0="$cl" message_id)
arrived cliente@cliente.test "$id" >"$base/reminder.eml"
is "$(attachments "$base/reminder.eml")" "$(attachments "$base/mails/1-dte-33.eml")" \
	"PDF and XML go with it, the bytes as they came"
is "$(attachments "$base/reminder.eml" | lines)" 2 "both of them"
is "$(header Message-ID <"$base/reminder.eml")" "<$id>" "its Message-ID is the one on record"
token=${id#valija.}
token=${token%@*}
like "$(header Reply-To <"$base/reminder.eml")" "*<empresa+$token@empresa.test>" "Reply-To carries the same token"
is "$(header Auto-Submitted <"$base/reminder.eml")" auto-generated "it says that it is automatic"
is "$(header X-Auto-Response-Suppress <"$base/reminder.eml")" All "and asks for no automatic answer"
like "$(header References <"$base/reminder.eml")" "<valija.thread.*@empresa.test>" "it belongs to a thread"
like "$(header Date <"$base/reminder.eml")" "???, * 20?? ??:??:?? ?????" "it has a date"
is "$("$valija" read "$base/reminder.eml" | json mail.subject)" \
	"$(v queue list --json | json invoices.0="$cl" kind=reminder subject)" "its subject is the one on record"
[ "$channel" = folder ] || is "$(in_folder Cobranza/Enviados)" 3 "a copy of each mail is filed"
is "$(v plan --json | json invoices.0="$cl" skip)" "step before-5 was sent" "plan says that the step was sent"
is "$(v plan --json | json invoices.0=CL:76543210-3:33:1043 skip | cut -c1-18)" "not yet: before-5 " "and what is too early"

# once more: nothing changes
job_state >"$base/before"
sent=$(mails_sent)
passes
job_state >"$base/after"
is "$(diff "$base/before" "$base/after")" "" "a second run of everything changes nothing"
is "$(mails_sent)" "$sent" "and sends nothing"

# the client's answer
perl "$root/tests/demo/reply.pl" <"$base/reminder.eml" | grep -v '^Saludos,$\|^Rosa Mu' >"$base/reply.eml"
deliver "$base/reply.eml" "$(sed -n 's/^To: //p' "$base/reply.eml")"
[ "$channel" = folder ] || servers drain "$base/s"
passes
is "$(v note list --json | json invoice text verified)" "$cl	Estimados, pagaremos el viernes.	true" \
	"the answer is a note: what was written anew and no more"
like "$(v note list --json | json codes.0)" "PROMISE 20*" "the promise is read"
promised=$(v note list --json | json codes.0 | cut -d' ' -f 2)
is "$(v invoice show 33-1042 --json | json state hold.reason)" "waiting	PROMISE" "the invoice waits"
until=$(v invoice show 33-1042 --json | json hold.until)
is "$([ "$(date -d "$until" +%s)" -ge "$(date -d "$promised" +%s)" ] && echo yes)" yes "until the promised day or later ($until)"
is "$(v mail list --json | json outcome=reply state notes)" "done	1" "the mail is on record with its note"
is "$(in_folder Cobranza/Promesas)" 1 "and lies in the company's folder"
is "$(v queue list --json | json kind=alert step=~"reply " state to.0)" "sent	finanzas@empresa.test" "finance is told"
like "$(v plan --json | json invoices.0="$cl" skip)" "held until $until: PROMISE" "plan says that it is held"
v --now "${until}T15:00:00Z" once work
is "$(v queue list --json | json kind=reminder invoices.0="$cl" | lines)" 1 "no reminder on the last day of the hold"

# the promise passes
later=$(date -d "$until + 4 days" +%F)T15:00:00Z
passes --now "$later"
is "$(v invoice show 33-1042 --json | json hold.reason)" - "when it has passed the hold is lifted"
is "$(v queue list --json | json kind=alert step="promise $cl $until" state)" sent "finance hears of the broken promise"
is "$(v queue list --json | json kind=reminder invoices.0="$cl" state)" "sent
sent" "and the next step goes"
is "$(v queue list --json | json kind=reminder invoices.0="$cl" step | sort -u | lines)" 2 "another one than before"

# paid
v --now "$later" invoice pay 33-1042 1190000 --by Ana
is "$(balance 33-1042)" "paid	-	0	1190000	0" "a person says that it is paid"
for days in 10 30 60; do
	passes --now "$(date -d "$until + $days days" +%F)T15:00:00Z"
done
is "$(v queue list --json | json kind=reminder invoices.0="$cl" | lines)" 2 "never a reminder after that"
job_finish
