#!/bin/sh
# Customers are told what they paid: once, in one mail a day, with the payment receipt; not what was undone, not history.
. "$(dirname "$0")/job.sh"
job_begin confirmations
job_config folder
sed 's/^confirm = no/confirm_hour = 16/; s/^hour_from = 0/hour_from = 9/; s/^hour_until = 24/hour_until = 19/' \
	"$base/valija.conf" >"$base/c" && mv "$base/c" "$base/valija.conf"
mx=MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA
cl=CL:76543210-3:33:1042
today=$(date -u +%F)
day() { date -u -d "$today $1 day" +%F; }
work() { v --now "$1" once work 2>/dev/null; }
thanks() { v queue list --json | json kind=confirmation "$@"; }
# The bytes that are frozen: `send` would wait for the days that this test makes up.
mail_of() { cat "$(grep -rlF "Message-ID: <$1>" "$base/store/mail")"; }
planned() { v --now "$1" plan --json | json template=~"$2" invoices.0 skip; }

deliver_mails
v once fetch 2>/dev/null
work "${today}T15:00:00Z"
is "$(planned "${today}T15:00:00Z" payment-receipt)$(planned "${today}T15:00:00Z" confirmation)" \
	"$mx	the payments of a day go in one mail" "plan: a payment of the day waits for the hour"
work "${today}T23:00:00Z"
is "$(thanks state | lines)" 0 "nobody to write to: nothing goes"
is "$(planned "${today}T23:00:00Z" confirmation)" "$mx	no contact who pays or approves" "plan says so"
v customer set MUE050607CD5 --company norte --contact 'Laura Núñez <cliente@cliente.test>'
work "$(day +1)T23:30:00Z"
is "$(thanks to.0 invoices.0 language)" "cliente@cliente.test	$mx	es-MX" "with a contact it goes"
id=$(thanks message_id)
mail_of "$id" >"$base/thanks.eml"
like "$("$valija" read "$base/thanks.eml" | json mail.subject)" "*N-318*" "it names the document"
like "$("$valija" read "$base/thanks.eml" | json mail.text)" '*4,000.00 MXN*7,600.00 MXN*REP*' \
	"the amount, what is left, and that the receipt is there"
like "$("$valija" read "$base/thanks.eml")" '*REP-6E4D3C2B-1A0F-4E9D-8CB7-2233445566BB.xml*' "and the receipt goes along"
work "$(day +1)T23:40:00Z"
work "$(day +5)T23:40:00Z"
is "$(thanks state | lines)" 1 "once"
like "$(v export events | json kind=mail-queued invoice=$mx reason)" "*confirmation, policy demo, to cliente@cliente.test*" \
	"the event is there"

# ---- several payments of a day are one mail; what is undone is not said ----
v customer set 77654321-7 --company andes --contact 'Rosa <cliente@cliente.test>' --register friendly
cat >"$base/p.csv" <<CSV
reference;date;invoice;currency;amount
T1;$(day +6);33-1042;CLP;190000
T2;$(day +6);33-1042;CLP;10000
T3;$(day +6);33-1043;CLP;1000
T4;$(day +6);34-77;CLP;500
T5;$(day +6);$mx;MXN;100.50
T6;2020-01-01;33-1043;CLP;77
CSV
v --now "$(day +6)T13:00:00Z" payments import "$base/p.csv" >/dev/null
v --now "$(day +6)T13:30:00Z" payments undo T4
work "$(day +6)T14:00:00Z"
is "$(thanks state | lines)" 1 "not before the hour"
work "$(day +10)T17:00:00Z"
is "$(thanks customer | sort | uniq -c | xargs)" "1 77654321-7 1 78123456-7 2 MUE050607CD5" "then one mail for each customer"
mail_of "$(thanks invoices.0=$cl message_id)" >"$base/thanks.eml"
like "$("$valija" read "$base/thanks.eml" | json mail.text)" '*de $200.000*' "two payments of a document are one sum"
like "$("$valija" read "$base/thanks.eml" | json mail.text)" 'Hola, Rosa:*' "in the friendly register, to who has that"
mail_of "$(thanks customer=78123456-7 message_id)" >"$base/thanks.eml"
like "$("$valija" read "$base/thanks.eml" | json mail.text)" '*de $1.000 *' "neither what was undone nor what is old is in it"
mail_of "$(thanks invoices.0=$mx message_id | tail -1)" >"$base/ppd.eml"
like "$("$valija" read "$base/ppd.eml" | json mail.text)" '*(REP) a m*s tardar el 5 de *' "Mexico, PPD: the promised day of the receipt"
is "$(said verify | tail -1 | grep -c ' 0 faults')" 1 "and the store agrees with itself"
job_finish
