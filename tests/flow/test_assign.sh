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
job_finish
