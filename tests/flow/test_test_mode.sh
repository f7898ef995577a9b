#!/bin/sh
# [send] only_to: nothing goes to anybody else, whether it was queued before, released by a person, or both.
. "$(dirname "$0")/job.sh"
job_begin testmode
job_config folder
deliver "$base/mails/1-dte-33.eml"
cp "$base/valija.conf" "$base/live.conf"
v once fetch
v once work
sed 's/^lookup_seconds.*/only_to = prueba@empresa.test\n&/' "$base/live.conf" >"$base/valija.conf"
state() { v queue list --json | json kind=reminder state reason; }
v once send
is "$(state)" "held	test mode: [send] only_to leaves out cliente@cliente.test" "what was queued before is held"
v queue release 1
v once send
is "$(state)" "held	test mode: [send] only_to leaves out cliente@cliente.test" "what a person releases is held again"
is "$(find "$base/relay" -name '*.eml' | lines)" 0 "nothing left"
is "$(v queue list --json | json kind=alert step | lines)" 0 "and nobody is alarmed"
sed -i 's/^only_to = .*/&; @cliente.test/' "$base/valija.conf"
v queue release 1
v once send
is "$(state | cut -f 1)" sent "an address that it names gets its mail"
job_finish
