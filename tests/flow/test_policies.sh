#!/bin/sh
# Policies as a user meets them: chosen by customer, segment or company, named by plan and events; steps that are a
# person's; caps; reminders that stop.
. "$(dirname "$0")/job.sh"
job_begin policies
job_config folder
cat >>"$base/valija.conf" <<-CONFIG
	[policy calls]
	version = 4
	since = 2026-01-01
	segments = risky
	minimum_trust = unsigned
	steps = -5 before phone; 90 formal
	[policy big]
	minimum_trust = unsigned
	minimum = CLP 900000000
	hour_from = 0
	hour_until = 24
	weekdays = 1-7
CONFIG
one=77654321-7
deliver_mails
v once fetch facturas
v once work
is "$(v plan --json | json customer=$one policy | sort -u)" demo "the company's policy is named"
like "$(v export events | json kind=mail-queued reason | head -1)" "*, policy demo, to *" "by the event too"
for key in $(v export invoices | json direction=issued key); do v invoice hold "$key" "not yet" >/dev/null; done
v once send
is "$(v queue list --json | json kind=reminder state | sort -u)" cancelled "a hold takes back what waits"
for key in $(v export invoices | json direction=issued key); do v invoice resume "$key" >/dev/null; done

v customer set $one --policy big
like "$(v plan --json | json customer=$one skip | head -1)" "less than the minimum of policy big: * CLP" "too little is not asked for"
v customer set $one --policy '' --segment risky
is "$(v plan --json | json customer=$one policy | sort -u)" "calls 4 of 2026-01-01" "the segment's, with version and day"
like "$(v plan --json | json customer=$one skip | head -1)" "step before-5 is for a person: task phone" "a call is no mail"
v once work
is "$(v task list --json | json kind=phone customer)" $one "it is a task"
like "$(v task list --json | json kind=phone detail)" "before-5: * CLP, due *" "that says what it is about"
v task done "$(v task list --json | json kind=phone id)" --by Ana
v once work
is "$(v task list --json | json kind=phone id)" "" "and comes up once"
like "$(v plan --json | json customer=$one skip | head -1)" "step before-5 is a person's since *" "plan says so"

status 1 "a policy that nobody wrote is refused" "$valija" -c "$base/valija.conf" customer set $one --policy nobody
v customer set $one --country MX --timezone America/Tijuana
is "$(v customer show $one | json country) $(v customer show $one | json timezone)" "MX America/Tijuana" "where it is"
status 1 "a country that is none" "$valija" -c "$base/valija.conf" customer set $one --country XX
status 1 "a zone that is none" "$valija" -c "$base/valija.conf" customer set $one --timezone Nowhere/Here
v customer set $one --policy '' --country '' --timezone ''
is "$(v customer show $one | json policy)" - "and taken back"
status 1 "nothing was stopped" "$valija" -c "$base/valija.conf" queue release --reminders
# ---- a first contact, its register, what goes with it ----
two=78123456-7
cat >>"$base/valija.conf" <<-CONFIG
	[calendar always]
	work = $(date +%F)
	[policy greet]
	minimum_trust = unsigned
	calendar = always
	steps = 0 first; 2 overdue
	attach = pdf; first statement
	hour_from = 0
	hour_until = 24
	weekdays = 1-7
CONFIG
v customer set $two --policy greet --register friendly --contact 'Luz <luz@dos.test>'
v customer set $two --register formal
is "$(v customer show $two | json register)" formal "a register of its own"
like "$(v customer show $two | tr '{' '\n' | grep luz@)" '*"register":*"friendly"*' "and one of a contact's"
status 1 "one that is none" "$valija" -c "$base/valija.conf" customer set $two --register rude
like "$(cat "$base/err")" "*formal or friendly*" "is said"
v once work
mail=$(v queue list --json | json customer=$two state=ready id | head -1)
is "$(v queue show "$mail" | json step | cut -d' ' -f1)" first+0 "the first contact comes first"
cat "$(grep -rlF "Message-ID: <$(v queue show "$mail" | json message_id)>" "$base/store/mail")" >"$base/first.eml"
like "$("$valija" read "$base/first.eml" | tr '{' '\n')" '*Estado de cuenta*application/pdf*' "with the statement"
is "$(grep -c '^Content-Disposition: attachment' "$base/first.eml")" 1 "and nothing else"
printf '[policy twice]\nsegments = risky\n' >>"$base/valija.conf"
status 78 "a segment has one policy" "$valija" -c "$base/valija.conf" check
like "$(cat "$base/out" "$base/err")" "*risky has the policy calls already*" "check says which"
job_finish
