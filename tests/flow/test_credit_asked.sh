#!/bin/sh
# Who has as much to their credit as is asked for gets no reminder until a person applies it; what is more is asked for.
. "$(dirname "$0")/job.sh"
job_begin credit
job_sur "digest_hour = 24" <<CONFIG
[policy p]
minimum_trust = unsigned
confirm = no
CONFIG
mkdir "$base/xml"
for i in 1 2; do
	sed "s/<Folio>1234</<Folio>$i</; s/78234561-3/76000001-9/g" "$root/tests/fixtures/dte/invoice.xml" >"$base/xml/$i.xml"
done
# at DAY VERB…: noon of that day of February in Santiago.
at()
{
	when="2026-02-${1}T12:00:00-03:00"
	shift
	v --now "$when" "$@" 2>>"$base/log"
}
v --now 2026-01-06T15:00:00Z import "$base/xml" >/dev/null
v --now 2026-01-06T15:00:00Z once work
at 04 customer set 76000001-9 --contact 'Ana <ana@uno.test>'
why() { at "$1" plan --json | json invoices.0 skip; }
reminders() { v queue list --json | json kind=reminder state invoices.0; }

at 05 invoice pay 33-1 238000
is "$(v customer show 76000001-9 | json credit.CLP balance.CLP)" "119000	119000" "paid twice: as much to its credit as it owes"
like "$(why 09)" "CL:77123456-9:33:2	the customer has 119000 CLP to its credit: valija customer apply*" "plan says why nothing is asked"
at 09 once all
at 10 once all
is "$(reminders)" "" "and nothing is"
like "$(v invoice show 33-2 --json | json next_action.kind next_action.date)" "decide	2026-02-11" "it is looked at again each day"
sed "s/<Folio>1234</<Folio>3</; s/78234561-3/76000001-9/g" "$root/tests/fixtures/dte/invoice.xml" >"$base/3.xml"
v --now 2026-01-08T15:00:00Z import "$base/3.xml" >/dev/null
at 11 once all
is "$(v queue list --json | json kind=reminder state invoices)" "sent	2" "when more than that is asked for, all of it is"
job_finish
