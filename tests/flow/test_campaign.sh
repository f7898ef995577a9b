#!/bin/sh
# A campaign: shown with a hash, sent by it, once, and never to who asked not to be written to.
. "$(dirname "$0")/job.sh"
job_begin campaign
job_config folder
one=77654321-7
deliver_mails
v once fetch facturas
v once work
status 1 "words of the company's own are wanted" "$valija" -c "$base/valija.conf" campaign navidad
mkdir -p "$base/words/es-CL"
printf 'Feliz navidad, {{customer}}' >"$base/words/es-CL/navidad.subject"
printf '{{greeting}}\n\nCerramos del 24 al 26 de diciembre.\n\n{{words.bank}}\n' >"$base/words/es-CL/navidad.text"
printf '<p>{{greeting}}</p><p>Cerramos del 24 al 26 de diciembre.</p><p>{{words.bank}}</p>' >"$base/words/es-CL/navidad.html"
perl -0pi -e 's/(\[company andes\]\n)/$1templates = words\n/' "$base/valija.conf"
status 1 "none of the program's own" "$valija" -c "$base/valija.conf" campaign reminder-due
status 2 "a state that is none" "$valija" -c "$base/valija.conf" campaign navidad --state gone
campaign() { "$valija" -c "$base/valija.conf" campaign navidad "$@" 2>"$base/err"; }
shown=$(campaign --json)
like "$(printf '%s\n' "$shown" | json "customer=$one" subject)" "Feliz navidad, Comercial*" "whom it would go to"
like "$(cat "$base/err")" "*Cerramos del 24 al 26*" "and what it says"
hash=$(sed -n 's/.*--confirm //p' "$base/err")
is "${#hash}" 16 "with a hash"
is "$(v queue list --json | json kind=campaign id)" "" "nothing is queued"
is "$(campaign --json --segment vip | lines)" 0 "nobody of that segment"
status 1 "another hash sends nothing" "$valija" -c "$base/valija.conf" campaign navidad --confirm 0123456789abcdef
like "$(cat "$base/err")" "*is not what was shown*" "and says so"
campaign --confirm "$hash"
is "$(v queue list --json | json kind=campaign id | lines)" "$(printf '%s\n' "$shown" | lines)" "this one sends what was shown"
like "$(v export events | json kind=mail-queued reason | grep campaign | head -1)" "campaign navidad *, to *" "an event each"
status 1 "once" "$valija" -c "$base/valija.conf" campaign navidad --confirm "$hash"
is "$(campaign --json | lines)" 0 "who had it is left out"
for id in $(v queue list --json | json kind=campaign id); do v queue cancel "$id"; done
count_before=$(campaign --json | json customer=$one to)
key=$(v invoice list --direction issued --json | json debtor.tax_id=$one key | head -1)
v invoice hold "$key" --reason STOP
is "$count_before/$(campaign --json | json customer=$one to)" "cliente@cliente.test/" "who asked not to be written to is left out"
for part in subject text html; do
	sed 's/Feliz/¡Feliz/' "$base/words/es-CL/navidad.$part" >"$base/words/es-CL/navidad-friendly.$part"
done
v invoice resume "$key"
v customer set $one --company andes --register friendly
like "$(campaign --json | json "customer=$one" subject)" "¡Feliz navidad*" "its friendly twin goes to who has that register"
job_finish
