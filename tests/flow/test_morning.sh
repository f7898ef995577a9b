#!/bin/sh
# The plan of the day, shown to who collects before it is done: numbered, answered by mail or by hand, and nothing leaves
# but what was shown.
. "$(dirname "$0")/job.sh"
job_begin morning
alerts_to=jefa@sur.test job_sur "digest_hour = 24
plan_hour = 8
plan_send_hour = 10
plan_silence = hold
per_day = 0
first_per_day = 0
address_per_day = 0
address_per_week = 0" <<CONFIG
[policy p]
minimum_trust = unsigned
steps = 3 overdue; 8 overdue
confirm = no
min_interval = 1
[person ana]
name = Ana Díaz
address = ana@sur.test
[inbound]
sender_hour = 0
unknown_hour = 0
CONFIG
status 0 "the config is right" "$valija" -c "$base/valija.conf" check

sed 's/^plan_send_hour = 10/plan_send_hour = 8/; s/^alerts_to = .*/alerts_to =\nplan_to = nadie/' "$base/valija.conf" >"$base/wrong.conf"
status 78 "an hour before the plan, and a reader who is nobody" "$valija" -c "$base/wrong.conf" check
like "$(cat "$base/out" "$base/err")" "*plan_send_hour = 8: after plan_hour*plan_to: nadie is no*" "check names both"

# at DAY-HOUR VERB…: on that day of February, hour and minute of Santiago (UTC-3).
at()
{
	when="2026-02-${1%%-*}T$(printf '%s' "${1#*-}"):00-03:00"
	shift
	v --now "$when" "$@" 2>/dev/null
}
# invoice FOLIO RUT NAME TOTAL DUE
invoice()
{
	LC_ALL=C sed -e "s/<Folio>1234</<Folio>$1</; s/78234561-3</$2</g; s/<RznSocRecep>[^<]*</<RznSocRecep>$3</" \
		-e "s/<MntTotal>119000</<MntTotal>$4</; s/<FchVenc>2026-02-04</<FchVenc>$5</" \
		-e "s/<MntNeto>100000</<MntNeto>$(($4 * 100 / 119))</; s/<IVA>19000</<IVA>$(($4 - $4 * 100 / 119))</" \
		"$root/tests/fixtures/dte/invoice.xml" >"$base/f$1.xml"
	v --now 2026-01-06T15:00:00Z import "$base/f$1.xml" >/dev/null 2>&1
}
# The one that was written last, by its number (base 36): two may leave in one tick of the clock.
mail_of()
{
	found=$(grep -l "^To: .*$1" $(grep -l "X-Valija-Kind: $2" "$base"/relay/*.eml /dev/null) /dev/null)
	printf '%s\n' $found | sed -n 's,.*/valija\.m\([0-9a-z]*\)\..*,\1 &,p' | awk '{ print length($1), $0 }' | sort -k 1,1n -k 2,2 |
		tail -n 1 | cut -d' ' -f 3-
}
part() { perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne 's/\r//g; my ($h, $b) = /text\/plain(.*?)\n\n(.*?)\n--/s; print $h =~ /base64/i ? decode_base64($b) : decode_qp($b)' "$1"; }
sent() { v queue list --json | json kind=reminder state to.0 | sed -n 's/^sent	//p' | sort | tr '\n' ' '; }
said_of() { at "$1" plan --json | json customer="$2" approval.state | sort -u; }
why() { at "$1" plan --json | json customer="$2" skip | head -1; }
# answer MAIL FROM WORDS: as a phone does it, the quotation below.
answer()
{
	id=$(sed -n 's/^Message-ID: *//Ip' "$1" | tr -d '\r')
	to=$(sed -n 's/^Reply-To: *//Ip' "$1" | tr -d '\r')
	n=$((${n:-0} + 1))
	{
		printf 'From: %s\r\nTo: %s\r\nSubject: Re: plan\r\nMessage-ID: <answer%s@sur.test>\r\nIn-Reply-To: %s\r\n' "$2" "$to" "$n" "$id"
		printf 'Date: Mon, 09 Feb 2026 09:00:00 -0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\nEnviado desde mi iPhone\r\n\r\n' "$3"
		printf 'El 9 feb 2026, a las 8:00, Cobranza <cobranza@sur.test> escribió:\r\n\r\n> 1. no 1, 2, 3\r\n> ninguno\r\n'
	} >"$base/inbox/answer$n.eml"
}

invoice 101 76000001-9 "Uno" 119000 2026-02-04
invoice 102 76000002-7 "Dos" 238000 2026-02-04
invoice 103 76000003-5 "Tres" 357000 2026-02-04
invoice 104 76000004-3 "Cuatro" 476000 2026-02-04
invoice 105 76000005-1 "Cinco" 595000 2026-02-04
at 06-12:00 once work
for c in 1-9:uno 2-7:dos 3-5:tres 4-3:cuatro; do
	at 06-13:00 customer set 7600000${c%:*} --contact "pagos@${c#*:}.test" --role pays
done
for c in 1-9 2-7 3-5; do at 06-13:00 customer set 7600000$c --collector ana; done

# ---- shown ----
at 09-07:00 once all
is "$(v queue list --json | json kind)" "" "nothing leaves before the plan"
like "$(why 09-07:00 76000001-9)" "outside sending hours*" "nor outside the hours of mails"
at 09-08:05 once all
is "$(v queue list --json | json kind state to.0 | sort)" "plan	sent	ana@sur.test
plan	sent	jefa@sur.test" "each collector is shown the plan, and who heads the customers of none"
plan=$(mail_of ana plan)
part "$plan" >"$base/plan.txt"
like "$(cat "$base/plan.txt")" "*3 correos a clientes: sin su respuesta no sale ninguno.*Total: \$714.000*1. Uno – \$119.000*pagos@uno.test*1 documento: 101*5 días de atraso – paso overdue+3, política p*2. Dos*3. Tres*" "numbered, with contact, invoices, totals and why"
like "$(part "$(mail_of jefa plan)")" "*1. Cuatro*No salen hoy:*Cinco: no hay a quién escribirle*" "and who is skipped"
like "$(sed -n 's/^Subject: *//p' "$plan")" "*Plan*" "under a subject that stays the same"
like "$(grep -i '^References:' "$plan")" "*thread.plan.*" "in one thread"
is "$(said_of 09-08:30 76000001-9) $(at 09-08:30 plan --json | json customer=76000001-9 approval.line approval.person)" "shown 1	ana" "plan --json has the line"
at 09-08:10 once all
is "$(v queue list --json | json kind | lines)" 2 "once a day"

# ---- answered ----
answer "$plan" extrano@otro.test "ninguno"
at 09-08:30 once all
is "$(said_of 09-08:31 76000002-7)" shown "a stranger's word does nothing"
like "$(sed -n 's/^Subject: *//p' "$(mail_of ana alert)")" "*" "who may answer hears of it"
answer "$plan" "Ana Díaz <ana@sur.test>" "No 2, ya pagó el viernes"
at 09-09:00 once all
is "$(said_of 09-09:01 76000002-7)" dropped "an answer from a phone, with the quotation below, takes a line out"
like "$(why 09-09:01 76000002-7)" "left out today by ana@sur.test" "plan says by whom"
like "$(v export events | json kind=plan-dropped actor invoice reason)" "ana@sur.test	CL:77123456-9:33:102	line 2 of the plan of 2026-02-09" "it is on record"
is "$(sent)" "" "the others wait for the hour"
at 09-10:01 once all
is "$(sent)" "pagos@tres.test pagos@uno.test " "then they leave; what nobody answered stays, where silence holds"
is "$(said_of 09-10:02 76000001-9)" queued "plan says so"
answer "$plan" ana@sur.test "no 1"
at 09-10:30 once all
like "$(v alert list --json | json kind subject)" "*plan-late*2026-02-09*" "what has left is told, not taken back"
answer "$(mail_of jefa plan)" jefa@sur.test "Ok, gracias"
at 09-11:00 once all
is "$(sent)" "pagos@cuatro.test pagos@tres.test pagos@uno.test " "ok sends at once"

# ---- what was shown is what leaves ----
sed -i 's/^plan_silence = hold/plan_silence = send/' "$base/valija.conf"
at 10-08:05 once all
like "$(part "$(mail_of ana plan)")" "*1 correo a clientes: sale a las 10:00 si nadie responde*1. Dos*Quedó fuera en el plan anterior (ana@sur.test).*" "what was left out comes up on the next day"
at 10-09:00 customer set 76000002-7 --contact otra@dos.test --role pays
at 10-10:01 once all
is "$(said_of 10-10:02 76000002-7)" changed "a contact that was not shown waits for the next plan"
like "$(why 10-10:02 76000002-7)" "not what was shown today: otra@dos.test as recipient was not shown" "and it is told"
at 11-08:05 once all
at 11-09:00 invoice pay 33-102 100000
at 11-09:30 once all
is "$(said_of 11-09:31 76000002-7)" shown "a payment makes it smaller"
at 11-10:01 once all
like "$(sent)" "*dos.test*" "less than what was shown leaves on silence"
like "$(part "$(mail_of dos.test reminder)")" "*138.000*" "with what is left"

# ---- not understood ----
invoice 106 76000001-9 "Uno" 119000 2026-02-09
invoice 107 76000003-5 "Tres" 119000 2026-02-09
at 12-07:30 once work
at 12-08:05 once all
plan=$(mail_of ana plan)
like "$(part "$plan")" "*1. Uno*2. Tres*" "the plan of that day"
answer "$plan" ana@sur.test "gracias, lo veo con Pedro"
at 12-09:00 once all
ask=$(mail_of ana alert)
like "$(part "$ask")" "*«no 7, 9»*«ok»*gracias, lo veo con Pedro*" "an answer that is not understood is asked back"
before=$(sent)
at 12-10:01 once all
is "$(sent)" "$before" "and silence sends nothing any more"
answer "$plan" ana@sur.test "mañana vemos"
at 12-10:10 once all
is "$(v queue list --json | json kind=alert subject | grep -c entend)" 1 "it is asked once"
answer "$ask" ana@sur.test "ok, menos 2"
at 12-10:30 once all
is "$(said_of 12-10:31 76000001-9) $(said_of 12-10:31 76000003-5)" "queued dropped" "the answer to that counts"
is "$(v alert list --json | json kind | grep -c unclear)" 0 "and ends it"

# ---- by hand ----
status 1 "a line that is none" "$valija" -c "$base/valija.conf" --now 2026-02-12T15:00:00Z plan drop 9
like "$(cat "$base/err")" "*of 1 to 2*" "is said"
status 2 "drop wants lines" "$valija" -c "$base/valija.conf" --now 2026-02-12T15:00:00Z plan drop
status 0 "a line is approved by hand" "$valija" -c "$base/valija.conf" --now 2026-02-12T15:00:00Z plan approve 2 --by Eva
at 12-12:05 once all
is "$(said_of 12-12:06 76000003-5)" queued "and leaves"
like "$(v export events | json kind=plan-approved actor)" "*Eva*" "on record"
status 1 "nothing to answer on a day without a plan" "$valija" -c "$base/valija.conf" --now 2026-02-14T15:00:00Z plan approve

# ---- nobody has seen it ----
invoice 108 76000001-9 "Uno" 119000 2026-02-10
at 13-07:30 once work
at 13-08:05 once work
at 13-10:01 once work
like "$(why 13-10:02 76000001-9)" "its plan was not sent yet: nobody has seen it" "silence is no consent to what was not sent"

# ---- written, and not sent yet ----
invoice 109 76000002-7 "Dos" 119000 2026-02-11
invoice 110 76000003-5 "Tres" 119000 2026-02-11
waiting() { v queue list --json | json kind state to.0 | sed -n 's/^reminder	ready	//p' | sort | tr '\n' ' '; }
at 16-07:30 once work
at 16-08:05 once all
plan=$(mail_of ana plan)
like "$(part "$plan")" "*2. Dos*3. Tres*" "the plan of that day"
at 16-10:01 once work
like "$(waiting)" "*pagos@dos.test *pagos@tres.test *" "its mails are written and wait for a sender"
answer "$plan" ana@sur.test "no 2"
at 16-10:02 once all
is "$(said_of 16-10:03 76000002-7) $(said_of 16-10:03 76000003-5)" "dropped queued" "one is taken back before it leaves"
like "$(v queue list --json | json kind state to.0 reason)" "*reminder	cancelled	pagos@dos.test	left out of the plan of 2026-02-16 by ana@sur.test*" "it is cancelled, and says why"
is "$(waiting)" "" "the others have left"
is "$(v alert list --json | json kind subject | grep -c '^plan-late.*2026-02-16')" 0 "nobody is told that it was too late"
like "$(v export events | json kind=plan-dropped actor invoice reason | tail -1)" "ana@sur.test	CL:77123456-9:33:109	line 2 of the plan of 2026-02-16" "it is on record"
like "$(why 16-10:03 76000002-7)" "left out today by ana@sur.test" "plan says so"
at 17-08:05 once all
like "$(part "$(mail_of ana plan)")" "*1. Dos*Quedó fuera en el plan anterior (ana@sur.test).*" "the next plan shows it again"
at 17-10:01 once work
status 0 "a line is taken back by hand" "$valija" -c "$base/valija.conf" --now 2026-02-17T13:02:00Z plan drop 1 --by Eva --person ana
status 0 "and let go after all" "$valija" -c "$base/valija.conf" --now 2026-02-17T13:03:00Z plan approve 1 --by Eva --person ana
at 17-10:05 once all
is "$(v queue list --json | json kind state to.0 step | grep 'dos.test.*overdue+8 2026-02-04' | cut -f 2 | sort | tr '\n' ' ')" "cancelled cancelled sent " "it leaves once"
status 1 "then it is too late" "$valija" -c "$base/valija.conf" --now 2026-02-17T13:06:00Z plan drop 1 --by Eva --person ana
status 0 "the chain of events holds" "$valija" -c "$base/valija.conf" --now 2026-02-17T15:00:00Z verify
job_finish
