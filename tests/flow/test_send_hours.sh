#!/bin/sh
# What waited for a relay leaves in business hours, and a mail that speaks of "today" not on another day.
. "$(dirname "$0")/job.sh"
job_begin send-hours
job_config folder
deliver_mails
v once fetch facturas
v once work
sent() { v queue list --json | json kind=reminder state | sort | uniq -c | sed 's/^ *//'; }
waiting=$(sent)
like "$waiting" "* ready" "a reminder waits"
hour=$(TZ=America/Santiago date +%-H)
from=$(((hour + 3) % 23))
sed -i "s/^hour_from = 0/hour_from = $from/; s/^hour_until = 24/hour_until = $((from + 1))/" "$base/valija.conf"
v once send
is "$(sent)" "$waiting" "outside the hours of the client it stays"
is "$(v queue list --json | json kind=reminder reason | sort -u)" "outside sending hours" "and says why"
is "$(v queue list --json | json kind=reminder attempts | sort -u)" 0 "no attempt is spent"
due=$(v queue list --json | json kind=reminder due_at | head -1)
is "$(TZ=America/Santiago date -d "$due" +%-H)" "$from" "it leaves when they begin"

job_config folder
sed -i "s/^\[policy demo\]/&\nsteps = 300 firm/" "$base/valija.conf"
deliver_mails
v once fetch facturas
v once work
is "$(sent)" "" "no step is near"
sed -i '/^steps = 300 firm/d' "$base/valija.conf"
before=$(date -u -d '2 days ago' +%Y-%m-%dT15:00:00Z)
v --now "$before" customer set 77654321-7 --language es-CL
v --now "$before" once work
like "$(v queue list --json | json kind=reminder step | head -1)" "before*" "decided two days ago for so many days before"
v once send
is "$(v queue list --json | json kind=reminder state)" cancelled "it does not leave today"
like "$(v queue list --json | json kind=reminder reason)" "its words are of *" "since they would be wrong"
like "$(v queue list --json | json kind=alert subject)" "*" "a person hears of it"
job_finish
