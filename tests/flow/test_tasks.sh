#!/bin/sh
# What people must do by a day: a dispute, a supplier's invoice, the answers of receivers and the SII, from the file to the
# alert of a day that has passed.
. "$(dirname "$0")/job.sh"
job_begin tasks
fixtures=$root/tests/fixtures/dte
job_sur "digest_hour = 24" <<CONFIG
[policy p]
minimum_trust = unsigned
hour_from = 0
hour_until = 24
weekdays = 1-7
[person eva]
address = eva@sur.test
areas = billing; payables
CONFIG
said check >"$base/said" || cat "$base/said"
state() { v export invoices | json number=1234 state hold.reason creditor.tax_id; }
tasks() { v task list --json "$@" | json kind area due detail; }

# ---- a rejection that comes before its invoice, and the person who clears it up ----
day 2026-01-10 import "$fixtures/answer-commercial.xml"
day 2026-01-10 once work
day 2026-01-10 import "$fixtures/invoice.xml"
day 2026-01-10 once work
is "$(state)" "rejected	REJECTED	77123456-9" "a rejection that came first rejects the invoice"
like "$(tasks)" "rejected	billing	2026-01-1*	rejected by 78234561-3*" "and is somebody's task, that day"
day 2026-01-12 once all
is "$(ls "$base"/relay/*.eml | lines)" 2 "finance hears of it, and of the day that passed"
day 2026-01-13 once all
is "$(ls "$base"/relay/*.eml | lines)" 2 "once each"
id=$(v task list --json | json id)
v task assign "$id" eva
is "$(v task list --json | json owner)" eva "it is assigned"
status 1 "not to somebody who is not in the config" "$valija" -c "$base/valija.conf" task assign "$id" pia
v invoice resolve CL:77123456-9:33:1234 --reason "credit note agreed"
is "$(tasks)" "" "who resolves the invoice has done the task"
is "$(v task list --all --json | json kind open)" "rejected	false" "which is kept"
status 1 "and is not done twice" "$valija" -c "$base/valija.conf" task done "$id"

# ---- a person's dispute ----
day 2026-01-14 invoice dispute CL:77123456-9:33:1234 "el precio no es ese"
is "$(tasks)" "dispute	-	2026-01-17	el precio no es ese" "a dispute has a day: three days of work"
v invoice resolve CL:77123456-9:33:1234

# ---- an assignment of two steps ----
day 2026-01-15 import "$fixtures/assignment.xml"
day 2026-01-15 once work
like "$(state)" "*	FACTORED	77123456-9" "an assignment that nothing proves holds, and names nobody"
status 0 "what is on record agrees" "$valija" -c "$base/valija.conf" verify
job_finish
