#!/bin/sh
# An answer that names no mail of ours changes nothing, until a person says which invoice it is about.
. "$(dirname "$0")/job.sh"
job_begin assign
job_servers
job_config servers
user=empresa@empresa.test
pass() { v once fetch 2>>"$base/log"; v once work 2>>"$base/log"; v once fetch 2>>"$base/log"; }
held() { v invoice show 33-1042 --json | json state hold.reason; }
mail_of() { v mail list --json | json subject="$1" id | head -1; }

deliver "$base/mails/1-dte-33.eml"
servers drain "$base/s"
pass
printf 'From: Ana <ana@cliente.test>\r\nTo: empresa+x@empresa.test\r\nSubject: Re: factura\r\nMessage-ID: <a@cliente.test>\r\nIn-Reply-To: <b@c.test>\r\nDate: %s\r\n\r\nPagaremos la factura el viernes.\r\n' "$(date -R)" >"$base/reply.eml"
deliver "$base/reply.eml" $user
servers drain "$base/s"
pass
id=$(mail_of "Re: factura")
like "$(v mail list --json | json subject="Re: factura" outcome reason)" "reply*no valid token*" "an answer without a token"
is "$(v note list --json | lines)" 0 "is no note"
before=$(held)
status 1 "an invoice that is not there" "$valija" -q -c "$base/valija.conf" mail assign "$id" 33-9999
status 1 "a mail that is no answer" "$valija" -q -c "$base/valija.conf" mail assign 1 33-1042
status 0 "a person assigns it" "$valija" -q -c "$base/valija.conf" mail assign "$id" 33-1042 --by eva
is "$(held)" "$before" "nothing yet"
pass
like "$(v note list --json | json author codes.0)" "Ana <ana@cliente.test>*PROMISE*" "it is a note with its code"
is "$(held)" "waiting	PROMISE" "and acts as if matched"
is "$(v export events | json kind=reply-assigned actor)" eva "by that person"
status 1 "once only" "$valija" -q -c "$base/valija.conf" mail assign "$id" 33-1042
folder=$(servers folders "$base/s" $user | while read -r f; do [ "$(servers count "$base/s" $user "$f")" = 0 ] || echo "$f"; done | grep "^Cobranza")
is "$(echo "$folder" | lines)" 1 "it lies in one folder"
servers doveadm "$base/s" move -u $user Cobranza/Disputas mailbox "$folder" header Message-ID a@cliente.test
pass
v once work
is "$(held)" "disputed	DISPUTE" "moved by a person, it has the folder's code, as any other answer"

# Somebody whom we know writes without a token: whose it may be is proposed, nothing is applied.
client=$(v invoice show 33-1042 --json | json debtor.tax_id)
v customer set "$client" --contact 'Luz Soto <luz@cliente.test>' 2>>"$base/log"
printf 'From: Luz Soto <luz@cliente.test>\r\nTo: empresa@empresa.test\r\nSubject: Re: pago factura 1042\r\nMessage-ID: <c@cliente.test>\r\nIn-Reply-To: <d@c.test>\r\nDate: %s\r\n\r\nPagaremos el viernes. \033[31mNuestra cuenta corriente es 00-7654321-0.\r\n' "$(date -R)" >"$base/known.eml"
deliver "$base/known.eml" $user
servers drain "$base/s"
pass
id=$(mail_of "Re: pago factura 1042")
like "$(v mail list --json | json subject="Re: pago factura 1042" reason)" "*perhaps of $client*" "the receipt book says whose it may be"
is "$(v note list --json | lines)" 1 "no note of it"
like "$(v report agenda --json | json kind=assign customer detail)" "*$client*Luz Soto <luz@cliente.test>: valija mail assign $id INVOICE*" \
	"the agenda asks"
like "$(v mail assign "$id" --json)" "*$client*CL:76543210-3:33:1042*named*true*" "its invoices, the named one marked"
v mail show "$id" >"$base/shown"
like "$(cat "$base/shown")" "*perhaps of*$client*valija mail assign $id CL:76543210-3:33:1042*named in it*Pagaremos el viernes.*" "shown to a person"
is "$(tr -d '\t\n -~' <"$base/shown" | LC_ALL=C tr -d '\200-\377' | wc -c | tr -d ' ')" 0 "without a control character"
like "$(v mail show "$id" --json | json authentication.own_dkim authentication.server proposals.0.customer)" "*$client" "as JSON too"
is "$(v alert list --json | json kind=bank-details kind | lines)" 1 "an account that nobody knew is an alarm"
sed 's/<c@cliente/<e@cliente/; s/pago factura/otra vez/' "$base/known.eml" >"$base/again.eml"
deliver "$base/again.eml" $user
servers drain "$base/s"
pass
is "$(v alert list --json | json kind=bank-details kind | lines)" 1 "told once"
status 0 "a person assigns it" "$valija" -q -c "$base/valija.conf" mail assign "$id" 33-1042 --by eva
pass
is "$(v report agenda --json | json kind=assign kind | lines)" 1 "its task is closed, the other one is open"
job_finish
