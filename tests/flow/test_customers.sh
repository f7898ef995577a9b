#!/bin/sh
# Customers behind a tax id of nobody, and what a person says about who is who: merged, split, their invoices with them.
. "$(dirname "$0")/job.sh"
job_begin customers
job_config folder
deliver_mails
v once all 2>/dev/null
v invoice pay 33-1043 481000 --by Ana
is "$(v customer show 78123456-7 | json credit.CLP)" 5000 "what was paid too much is credit"
v customer apply 78123456-7 34-77 2000
is "$(v customer show 78123456-7 | json credit.CLP) $(v invoice show 34-77 --json | json balance)" "3000 78000" \
	"a person applies it"
status 1 "not to another's invoice" "$valija" -c "$base/valija.conf" customer apply 78123456-7 33-1042
status 1 "nor more than there is" "$valija" -c "$base/valija.conf" customer apply 78123456-7 34-77 3001
v payments undo "$(v export payments | json amount=-2000 reference)"
is "$(v customer show 78123456-7 | json credit.CLP) $(v invoice show 34-77 --json | json balance)" "5000 80000" \
	"and takes it back"

v customer set 77654321-7 --contact 'Pagos <pagos@uno.test>'
v customer merge 78123456-7 77654321-7 --by Ana
is "$(v customer show 78123456-7 | json merged_into)" 77654321-7 "a person says that two are one"
is "$(v customer show 78123456-7 | json balance.CLP)" - "its invoices go along"
like "$(v customer show 77654321-7 | json balance.CLP)" '12*' "to the other one"
like "$(v export events | json kind=customer-merged reason)" "is 77654321-7" "as an event"
status 1 "not twice" "$valija" -c "$base/valija.conf" customer merge 78123456-7 77654321-7
status 1 "not into itself" "$valija" -c "$base/valija.conf" customer merge 77654321-7 77654321-7
v customer split 78123456-7
is "$(v customer show 78123456-7 | json credit.CLP)" 5000 "split gives them back"
like "$(v customer show 77654321-7 | json balance.CLP)" 1190000 "and takes no more"
status 1 "once" "$valija" -c "$base/valija.conf" customer split 78123456-7

# ---- whom to write to ----
for wrong in 'Ana <a b@c.test>' 'a@b@c' 'Ana <x@y.test> Beto <z@y.test>' 'Ana <x@y.test' '@y.test' 'x@' 'x@y.test, z@y.test' Ana \
	"$(printf 'A\nBcc: z@z.test <q@q.test>')"; do
	status 1 "no address: $(printf '%s' "$wrong" | tr '\n' ' ')" "$valija" -c "$base/valija.conf" customer set 78123456-7 --contact "$wrong"
done
v customer set 78123456-7 --contact '"Pérez, Juan" <Juan@X.Test>'
v customer set 78123456-7 --contact 'JUAN@x.test' --role approves
is "$(v customer show 78123456-7 | tr '{' '\n' | grep -o '"name":"Pérez.*"role":"[a-z]*"')" \
	'"name":"Pérez, Juan","address":"juan@x.test","role":"approves"' "an address is one contact, however it is written"

# ---- of several companies ----
v customer set MUE050607CD5 --contact 'Laura <laura@mue.test>'
is "$(v customer show MUE050607CD5 | json contacts.0.address)" laura@mue.test "a customer of the second company is found"
cat >>"$base/valija.conf" <<CONFIG
[company sur]
country = CL
tax_ids = 77123456-9
name = Maderas del Sur
from = Cobranza <sur@empresa.test>
reply_to = sur@empresa.test
relay = salida
CONFIG
sed 's/78234561-3/77654321-7/g' "$root/tests/fixtures/dte/invoice.xml" >"$base/both.xml"
v import "$base/both.xml" >/dev/null
v once work 2>/dev/null
for verb in "customer set 77654321-7 --segment vip" "statement 77654321-7" "note add --customer 77654321-7 llamar"; do
	status 1 "a customer of two companies: $verb" "$valija" -c "$base/valija.conf" $verb
	like "$(cat "$base/err")" "*andes and sur have a customer 77654321-7: --company says whose*" "asks whose"
done
status 0 "and takes the answer" "$valija" -c "$base/valija.conf" customer set 77654321-7 --segment vip --company sur
is "$(v customer list --json | json tax_id=77654321-7 company segment | sort | tr '\t\n' '  ')" "andes - sur vip " "for that one alone"
is "$(v invoice list --direction received --json | lines)" 0 "payables are a list of their own"
is "$(v invoice list --direction issued --json | lines)" "$(v invoice list --json | lines)" "and so are issued ones"
like "$(said verify)" "*0 faults*" "and the store agrees with itself"
job_finish
