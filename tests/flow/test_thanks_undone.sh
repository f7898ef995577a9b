#!/bin/sh
# What a confirmation says is looked at again when it is handed over: what was undone meanwhile is not thanked for.
. "$(dirname "$0")/job.sh"
job_begin thanks_undone
job_config folder
sed 's/^confirm = no/confirm_hour = 0/' "$base/valija.conf" >"$base/c" && mv "$base/c" "$base/valija.conf"
today=$(date -u +%F)
thanks() { v queue list --json | json kind=confirmation "$@"; }
mail_text()
{
	cat "$(grep -rlF "Message-ID: <$(v queue show "$1" | json message_id)>" "$base/store/mail")" >"$base/m.eml"
	"$valija" read "$base/m.eml" | json mail.text
}
deliver_mails
v once all 2>/dev/null
cat >"$base/q.csv" <<CSV
reference;date;invoice;currency;amount
U1;$today;33-1043;CLP;300
U2;$today;33-1043;CLP;400
U3;$today;33-1042;CLP;500
U4;$today;MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA;MXN;70
CSV
v customer set MUE050607CD5 --company norte --contact 'Laura <laura@cliente.test>'
v customer set 78123456-7 --company andes --contact 'Ines <ines@cliente.test>'
v payments import "$base/q.csv" >/dev/null
v once work 2>/dev/null
mail=$(thanks state=ready customer=78123456-7 id)
like "$(mail_text "$mail")" '*de $700 *' "thanks for two payments are queued"
v payments undo U2
v invoice pay 33-1042 50 --by Ana
v once send 2>/dev/null
is "$(v queue show "$mail" | json state)" cancelled "one is undone: the mail does not go"
like "$(v queue show "$mail" | json reason)" "*33:1043: a payment was undone" "it says why"
is "$(thanks customer=77654321-7 state reason | tr '\t' ' ')" "cancelled CL:76543210-3:33:1042: its balance is another one now" \
	"nor one whose balance is not so any more"
is "$(thanks customer=MUE050607CD5 state)" sent "a third one's went"
tomorrow=$(date -u -d "$today 6 day" +%F)
v --now "${tomorrow}T17:00:00Z" once work 2>/dev/null
like "$(mail_text "$(thanks state=ready customer=78123456-7 id)")" '*de $300 *' "what is left is thanked for the next time"
is "$(said verify | tail -1 | grep -c ' 0 faults')" 1 "and the store agrees with itself"
job_finish
