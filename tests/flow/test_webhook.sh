#!/bin/sh
# Webhooks: signed, once for each event whatever the receiver answers, never lost with the process.
. "$(dirname "$0")/job.sh"
job_begin webhook
fixtures=$root/tests/fixtures/dte
printf 'a secret of ours\n' >"$base/hook.key"
chmod 600 "$base/hook.key"
perl "$root/tests/flow/hook_server.pl" 'a secret of ours' "$base/log" "$base/port" 500 408 400 &
run_pid=$!
until_true 10 test -s "$base/port"
job_sur <<CONFIG
[policy p]
minimum_trust = unsigned
[webhook erp]
url = http://127.0.0.1:$(cat "$base/port")/hook
secret_file = hook.key
events = invoice-created; state-changed; alert
CONFIG
said check >"$base/said" || cat "$base/said"
at() { v --now "$@" 2>/dev/null; }
hooks() { v queue list --json | json kind state | grep webhook; }

at 2026-01-10T15:00:00Z import "$fixtures/invoice.xml"
at 2026-01-10T15:00:00Z once work
is "$(hooks)" "webhook	ready" "the event and its job come together"
at 2026-01-10T15:01:00Z once send
is "$(hooks)" "webhook	ready" "500: it waits"
at 2026-01-10T15:01:10Z once send
is "$(lines <"$base/log")" 1 "for its time"
at 2026-01-10T15:10:00Z once send
is "$(hooks)" "webhook	ready" "408: it waits"
at 2026-01-10T15:40:00Z import "$fixtures/answer-commercial.xml"
at 2026-01-10T15:40:00Z once work
is "$(hooks | sort | uniq -c | sed 's/^ *//')" "3 webhook	ready" "a state that changed and an alert are told too"
at 2026-01-10T16:40:00Z once send
is "$(hooks | sort | uniq -c | sed 's/^ *//')" "1 webhook	failed
3 webhook	sent" "400 is final, 200 too"
like "$(at 2026-01-10T16:41:00Z alert list --json | json kind subject)" "*mail-failed	webhook erp*" "a person hears of the one that failed"
at 2026-01-10T17:40:00Z once send
is "$(cut -f2 "$base/log" | sort -u)" "signed" "every post is signed with our secret"
is "$(awk -F'\t' '$1 == 200 { print $3 }' "$base/log" | sort | uniq -d)" "" "none is taken twice"
is "$(cut -f3 "$base/log" | sort -u | lines)" "$(hooks | lines)" "one key for each job, the same in every attempt"
like "$(v queue list --json | grep webhook | head -1)" "*HTTP 500*HTTP 408*" "its attempts are on record"
id=$(v queue list --json | json id kind state | sed -n 's/	webhook	failed//p')
at 2026-01-11T15:00:00Z queue retry "$id"
at 2026-01-11T15:01:00Z once send
is "$(hooks | sort -u)" "webhook	sent" "a person has it tried again"
at 2026-01-12T15:00:00Z invoice hold "$(v export invoices | json key | sed 1q)" --reason "a talk" --by Ana
at 2026-01-12T15:00:00Z invoice resume "$(v export invoices | json key | sed 1q)" --by Ana
waiting=$(hooks | grep -c ready)
is "$([ "$waiting" -ge 1 ] && echo waits)" waits "what people do is told too"
before=$(lines <"$base/log")
VALIJA_STEP=tx.write_job:1:KILL status 137 "killed between the post and its record" v --now 2026-01-12T15:01:00Z once send
posted() { [ "$(tail -n +$((before + 1)) "$base/log" | lines)" = "$1" ]; }
until_true 20 posted 1
is $? 0 "one was posted"
at 2026-01-12T15:02:00Z once send
is "$(hooks | sort -u)" "webhook	sent" "it is posted again by itself, and the others after it"
until_true 20 posted $((waiting + 1))
is "$(tail -n +$((before + 1)) "$base/log" | cut -f3 | sort | uniq -c | awk '{ print $1 }' | sort -n | tail -n 1)" 2 \
	"under the same key, which is taken once"
is "$(tail -n +$((before + 1)) "$base/log" | lines)" $((waiting + 1)) "and nothing else twice"
status 78 "a webhook in clear to another machine is a fault of the config" sh -c \
	"sed 's,127.0.0.1:[0-9]*/hook,192.0.2.1/hook,' '$base/valija.conf' >'$base/clear.conf' && '$valija' -c '$base/clear.conf' check"
job_finish
