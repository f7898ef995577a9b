# The company's folders as a user interface; sourced by test_folders_imap.sh and test_folders_disk.sh ($channel).
. "$(dirname "$0")/job.sh"
job_begin "$channel"
[ "$channel" = folder ] || job_servers
job_config "$channel"
cl=CL:76543210-3:33:1042
user=empresa@empresa.test

pass()
{
	v "$@" once all 2>>"$base/log"
	[ "$channel" = folder ] || servers drain "$base/s"
}
passes() { pass "$@" && pass "$@"; }

# What a person does with a mail program.
person_moves()
{
	if [ "$channel" = folder ]; then
		from=$1 to=$2
		[ "$from" != INBOX ] || from=.
		[ "$to" != INBOX ] || to=.
		for file in "$base/inbox/$from"/*reply*.eml; do
			mv "$file" "$base/inbox/$to/"
		done
	else
		servers hand "$base/s" $user move "$1" "$2" Re:
	fi
}
person_deletes()
{
	if [ "$channel" = folder ]; then
		rm "$base/inbox/${1#INBOX}"/*.eml
	else
		servers hand "$base/s" $user empty "$1"
	fi
}
in_folder()
{
	if [ "$channel" = folder ]; then
		find "$base/inbox/$1" -maxdepth 1 -name '*.eml' 2>/dev/null | lines
	else
		servers count "$base/s" $user "$1" 2>/dev/null || echo 0
	fi
}
held() { v invoice show 33-1042 --json | json state hold.reason; }
moved() { v export events | json invoice="$cl" kind=reply-moved actor reason; }
codes() { v note list --json | json codes; }

deliver "$base/mails/1-dte-33.eml"
passes
id=$(v queue list --json | json kind=reminder invoices.0="$cl" message_id)
if [ "$channel" = folder ]; then
	cp "$base/relay/$id.eml" "$base/reminder.eml"
else
	servers show "$base/s" cliente@cliente.test INBOX 1 >"$base/reminder.eml"
fi
perl "$root/tests/demo/reply.pl" <"$base/reminder.eml" | grep -v '^Saludos,$\|^Rosa Mu' >"$base/reply.eml"
answer=$(sed -n 's/^To: //p' "$base/reply.eml")
deliver "$base/reply.eml" "$answer"
[ "$channel" = folder ] || servers drain "$base/s"
passes
promised=$(v note list --json | json codes.0)
until=$(v invoice show 33-1042 --json | json hold.until)
is "$(in_folder Cobranza/Promesas)" 1 "the answer lies where the program reads it"
is "$(held)" "waiting	PROMISE" "and holds the invoice"
mails=$(v mail list --json | lines)
passes
is "$(v mail list --json | lines)" "$mails" "the program's own move is no second message"
is "$(moved)" "" "and nobody's act"
is "$(for folder in Respuestas Promesas Disputas Pagos 'Sin asignar' Cuarentena; do
	[ "$channel" = servers ] || { [ -d "$base/inbox/Cobranza/$folder" ] && echo "$folder"; continue; }
	servers folders "$base/s" $user | grep -xF "Cobranza/$folder" | cut -d/ -f 2
done | lines)" 6 "all folders are there to move into"

person_moves Cobranza/Promesas Cobranza/Disputas
passes
is "$(held)" "disputed	DISPUTE" "moved to Disputas: an objection, and a hold until a person lifts it"
is "$(v invoice show 33-1042 --json | json hold.until)" "-" "without an end"
is "$(moved)" "mailbox:facturas	Cobranza/Promesas -> Cobranza/Disputas" "the audit trail says who and from where"
is "$(v note list --json | json codes.0)" DISPUTE "the note has the new code"
is "$(v note list --json | lines)" 1 "and is still one note"
is "$(in_folder Cobranza/Disputas)" 1 "it stays where the person put it"
passes
is "$(moved | lines)" 1 "a second look changes nothing"

person_moves Cobranza/Disputas Cobranza/Pagos
passes
is "$(held)" "payment-unconfirmed	PAID_CLAIM" "moved to Pagos: a payment nobody has confirmed"

person_moves Cobranza/Pagos Cobranza/Promesas
passes
is "$(held)" "waiting	PROMISE" "moved back: what it said counts again"
is "$(v note list --json | json codes.0)" "$promised" "with the code that was read"
is "$(v invoice show 33-1042 --json | json hold.until)" "$until" "and the same day"

person_moves Cobranza/Promesas 'Cobranza/Sin asignar'
passes
is "$(v invoice show 33-1042 --json | json hold.reason)" - "moved to Sin asignar: its hold is lifted"
is "$(v note list --json | json codes.0)" "-" "and its code withdrawn"

person_moves 'Cobranza/Sin asignar' INBOX
passes
is "$(v invoice show 33-1042 --json | json hold.reason)" - "back in the inbox it is not worked off twice"
is "$(v note list --json | lines)" 1 "no second note"
is "$(v queue list --json | json kind=alert step=~"reply " | lines)" 1 "no second alert"
is "$(in_folder Cobranza/Promesas)" 0 "and it is not moved away from there"
person_moves INBOX Cobranza/Respuestas
passes
is "$(v invoice show 33-1042 --json | json hold.reason)" OTHER "from the inbox to Respuestas: a pause for a look"
person_moves Cobranza/Respuestas Cobranza/Cuarentena
passes
is "$(v invoice show 33-1042 --json | json hold.reason)" - "in Cuarentena nothing that it says counts"

# what others decided stays
v invoice hold 33-1042 ACUERDO --by Ana
other=ACUERDO
person_moves Cobranza/Cuarentena Cobranza/Promesas
passes
is "$(v invoice show 33-1042 --json | json hold.reason)" "$other" "a promise does not shorten a person's hold"
person_moves Cobranza/Promesas Cobranza/Disputas
passes
is "$(held)" "disputed	DISPUTE" "an objection is graver"
person_moves Cobranza/Disputas 'Cobranza/Sin asignar'
passes
is "$(v invoice show 33-1042 --json | json hold.reason)" "$other" "and when it is withdrawn the person's hold is there again"


# once a day the server's messages are compared with ours
day() { date -u -d "+$1 days" +%FT15:00:00Z; }
person_moves 'Cobranza/Sin asignar' Cobranza/Pagos
passes
before=$(v invoice show 33-1042 --json | json state hold.reason)
person_deletes Cobranza/Pagos
passes --now "$(day 1)"
is "$(v invoice show 33-1042 --json | json state hold.reason)" "$before" "an answer that a person deletes changes nothing"
is "$(v export events | json kind=reply-gone actor reason)" "mailbox:facturas	Cobranza/Pagos" "and is noted"
person_deletes INBOX
passes --now "$(day 2)"
is "$(v queue list --json | json kind=alert step=~receipt-book | lines)" 0 "what people delete is no alert"
is "$(v export events | json kind=reply-gone actor | lines)" 1 "and noted once"
if [ "$channel" = folder ]; then
	deliver "$base/mails/2-cfdi-ppd.eml"
	perl -pi -e 's/^(valija-uids 1 \d+) \d+$/$1 50/' "$base/inbox/.valija-uids"
	v --now "$(day 2)" once fetch
	cp "$base/reply.eml" "$base/inbox/late.eml"
	perl -pi -e '$_ .= "20 late.eml\n" if $. == 1' "$base/inbox/.valija-uids"
	v --now "$(day 2)" once all
	is "$(v mail list --json | json uid=20 state)" "" "a message with a number below what was read is not seen at first"
	passes --now "$(day 3)"
	is "$(v mail list --json | json uid=20 state)" "done" "the day after it is taken all the same"
	is "$(v queue list --json | json kind=alert step=~receipt-book | lines)" 1 "and told once"
	passes --now "$(day 4)"
	is "$(v queue list --json | json kind=alert step=~receipt-book | lines)" 1 "not again"
	grep -q 'server=2 recorded=1' "$base/log" && found=yes || found=$(grep receipt-book "$base/log")
	is "$found" yes "with both figures"
fi

is "$(v verify 2>&1)" "" "the store is whole"
job_finish
