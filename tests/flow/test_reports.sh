#!/bin/sh
# What people work with: the reports, the agenda and what is left over, from files to the figures.
. "$(dirname "$0")/job.sh"
job_begin reports
job_sur <<CONFIG
[policy p]
steps = -5 before; 0 due; 3 overdue; 8 overdue; 15 firm
minimum_trust = unsigned
hour_from = 0
hour_until = 24
weekdays = 1-7
[person ana]
address = ana@sur.test
groups = norte
absent_from = 2026-03-10
absent_until = 2026-03-12
stand_in = eva
[person eva]
address = eva@sur.test
areas = billing; sales
[person pia]
address = pia@sur.test
groups = norte
CONFIG
said check >"$base/said" || cat "$base/said"

# invoice FOLIO ISSUED DUE TOTAL TAX_ID NAME
invoice()
{
	cat >"$base/$1.xml" <<-XML
	<?xml version="1.0" encoding="UTF-8"?>
	<EnvioDTE xmlns="http://www.sii.cl/SiiDte" version="1.0">
	<SetDTE ID="S">
	<Caratula version="1.0"><RutEmisor>77123456-9</RutEmisor><RutEnvia>11222333-9</RutEnvia>
	<RutReceptor>$5</RutReceptor><FchResol>2014-08-22</FchResol><NroResol>80</NroResol>
	<TmstFirmaEnv>${2}T10:00:00</TmstFirmaEnv></Caratula>
	<DTE version="1.0"><Documento ID="D$1">
	<Encabezado>
	<IdDoc><TipoDTE>33</TipoDTE><Folio>$1</Folio>
	<FchEmis>$2</FchEmis><FmaPago>2</FmaPago><FchVenc>$3</FchVenc></IdDoc>
	<Emisor><RUTEmisor>77123456-9</RUTEmisor><RznSoc>Maderas del Sur</RznSoc>
	<GiroEmis>Aserradero</GiroEmis></Emisor>
	<Receptor><RUTRecep>$5</RUTRecep><RznSocRecep>$6</RznSocRecep></Receptor>
	<Totales><MntExe>$4</MntExe>
	<MntTotal>$4</MntTotal></Totales></Encabezado>
	<Detalle><NroLinDet>1</NroLinDet><IndExe>1</IndExe>
	<NmbItem>Pino</NmbItem><MontoItem>$4</MontoItem></Detalle></Documento>
	</DTE></SetDTE></EnvioDTE>
	XML
	day "$2" import "$base/$1.xml"
	day "$2" once work
}
invoice 1 2026-01-05 2026-01-20 100000 76192083-9 'Ferretería Quilapán'
invoice 2 2026-02-01 2026-03-03 300000 76192083-9 'Ferretería Quilapán'
invoice 3 2026-02-10 2026-03-31 600000 78234561-3 'Constructora Ñuble'
invoice 4 2026-01-10 2026-02-10 50000 78234561-3 'Constructora Ñuble'
day 2026-03-01 customer set 76192083-9 --contact 'Luz <luz@quilapan.test>' --collector ana --segment norte
day 2026-03-01 customer set 78234561-3 --contact 'Beto <beto@nuble.test>' --collector norte --segment sur
day 2026-02-20 invoice pay 4 50000 --date 2026-02-19 --by ana

status 1 "a collector is somebody of the config" "$valija" -c "$base/valija.conf" customer set 76192083-9 --collector zoe
like "$(cat "$base/err")" "*zoe is no*person*" "and it is said who is not"
status 1 "of an invoice too" "$valija" -c "$base/valija.conf" invoice assign 33-1 'ana; zoe'
status 0 "persons and groups at once" "$valija" -c "$base/valija.conf" customer set 78234561-3 --collector 'norte; eva'
day 2026-03-01 customer set 78234561-3 --collector norte

# ---- ageing ----
is "$(day 2026-03-05 report ageing --json |
	json currency invoices not_due late_1_30 late_31_60 total at_risk age)" \
	"CLP	3	600000	300000	100000	1000000	0.0	38.0" "each invoice in its bucket"
is "$(day 2026-03-05 report ageing --date 2026-06-10 --json | json late_61_90 late_91_120 late_over_120 at_risk)" \
	"600000	300000	100000	40.0" "as on another day"
is "$(day 2026-03-05 report ageing --by customer --json | json group total)" "76192083-9	400000
78234561-3	600000" "by customer"
is "$(day 2026-03-05 report ageing --by collector --json | json group total)" "ana	400000
norte	600000" "by collector"
is "$(day 2026-03-05 report ageing --by segment --csv | cut -d, -f2,3,12 | tr -d '\r')" "by,group,total
segment,norte,400000
segment,sur,600000" "by segment, as CSV"
like "$(day 2026-03-05 report ageing)" "*CLP*600000*1000000*" "and as text"
status 2 "by what is unknown" "$valija" -c "$base/valija.conf" report ageing --by folio
status 1 "of a company that is not in the config" "$valija" -c "$base/valija.conf" report ageing --company este

# ---- how fast it is paid ----
is "$(day 2026-03-05 report dso --json | json currency open sales simple countback)" \
	"CLP	1000000	1050000	85.7	53.7" "DSO, both ways"
is "$(day 2026-03-05 report ppc --json | json invoices amount mean weighted)" "1	50000	40.0	40.0" "PPC"
is "$(day 2026-03-05 report ppc --days 5 --json)" "" "of the days that are asked for"

# ---- who must act ----
status 1 "nothing looked at them: an alarm" "$valija" -q --now 2026-03-05T15:00:00Z -c "$base/valija.conf" report orphans --json
is "$(lines <"$base/out")" 3 "each invoice without a next action"
day 2026-03-05 once all
status 0 "once the clock has run, nothing is left over" "$valija" -q --now 2026-03-05T15:00:00Z -c "$base/valija.conf" \
	report orphans --json
is "$(cat "$base/out")" "" "and nothing is printed"
is "$(day 2026-03-05 report agenda --date 2026-03-26 --json | json kind=first-contact person invoice)" \
	"ana	CL:77123456-9:33:2
ana	CL:77123456-9:33:3
pia	CL:77123456-9:33:3" "everybody of a group has its customers' first contacts"
day 2026-03-05 invoice promise 33-2 2026-03-08 --by ana
day 2026-03-05 invoice dispute 33-3 DISP_PRICE --by pia
is "$(day 2026-03-05 report deadlines --json | json when days kind people invoice)" \
	"coming	-3	dispute	eva	CL:77123456-9:33:3
coming	-5	promise	ana	CL:77123456-9:33:2" "deadlines and whose they are"
is "$(day 2026-03-11 report deadlines --json | json when kind people)" "broken	dispute	eva
broken	promise	eva" "who is absent is stood in for"
is "$(day 2026-03-10 report agenda --json | json kind=promise person stands_in_for kind invoice balance)" \
	"eva	ana	promise	CL:77123456-9:33:2	300000" "on the agenda too"
is "$(day 2026-03-10 report agenda eva --json --order promise | json kind)" "promise
dispute
waits" "oldest promise first"
is "$(day 2026-03-10 report agenda eva --json --order exposure | json kind balance)" "dispute	600000
promise	300000
waits	100000" "or the largest sum first"

# ---- what objections hold, and what people did ----
is "$(day 2026-03-06 report claims --json | json reason currency invoices held resolved days_to_resolve)" \
	"DISP_PRICE	CLP	1	600000	0	-" "an objection holds"
day 2026-03-07 invoice resolve 33-3 --by eva --reason "precio corregido"
is "$(day 2026-03-08 report claims --json | json reason currency invoices held resolved days_to_resolve)" \
	"DISP_PRICE	-	0	0	1	2.0" "until it is dealt with, in two days"
day 2026-03-08 invoice pay 33-2 300000 --by ana
is "$(day 2026-03-08 report collectors --json | json act=promise person result count share)" \
	"ana	kept	1	100.0" "a promise that was kept"
is "$(day 2026-03-08 report collectors --json | json person=ana act count)" "hold-set	1
posted	2
promise	1" "and what each person did"

# ---- what is out of the ordinary, and the gateway ----
folio=10
for paid in 2026-02-13 2026-02-20 2026-02-27; do
	invoice $folio 2026-01-15 2026-02-10 1000 78234561-3 'Constructora Ñuble'
	day 2026-03-08 invoice pay 33-$folio 1000 --date $paid --by eva
	folio=$((folio + 1))
done
day 2026-03-08 invoice pay 33-10 500 --by eva
is "$(day 2026-04-10 report outliers --json | json what customer invoice amount usual now)" \
	"credit	78234561-3	-	500	-	-" "a credit balance; ten days late is this customer's way"
is "$(day 2026-04-25 report outliers --json | json what=late invoice usual now)" \
	"CL:77123456-9:33:3	15.5 +- 6.8 days	25 days" "later than it ever was"
is "$(day 2026-03-08 report gateway --days 90 --json | json mails documents duplicates quarantined minutes)" \
	"7	7	0	0	0.0" "what the gateway did"

# ---- notes: to an invoice, to a customer, to an area ----
v note add 33-1 'pide orden de compra' --by ana
mails() { ls "$base/relay" | lines; }
day 2026-04-30 once all
before=$(mails)
day 2026-05-04 note add 33-1 '¿Está bien el precio?' --area sales --due 2026-05-06 --by ana
day 2026-05-04 once all
is "$(($(mails) > before))" 1 "a note to an area is mailed"
is "$(v task list --json | json kind=note area due invoice)" "sales	2026-05-06	CL:77123456-9:33:1" "and is their task"
note=$(grep -l 'eva@sur.test' "$base"/relay/*.eml | tail -1)
like "$(cat "$note")" "*CL:77123456-9:33:1*" "about the invoice"
to=$(sed -n 's/^Reply-To: *//Ip' "$note" | tr -d '\r')
id=$(sed -n 's/^Message-ID: *//Ip' "$note" | tr -d '\r')
printf 'From: eva@sur.test\nTo: %s\nSubject: Re: nota\nMessage-ID: <n1@sur.test>\nIn-Reply-To: %s\nDate: Mon, 4 May 2026 12:00:00 -0400\n\n%s\n' \
	"$to" "$id" 'Sí, es el de la cotización.' >"$base/inbox/n1.eml"
day 2026-05-05 once all
is "$(v note list 33-1 --json | json author area text)" "ana	-	pide orden de compra
ana	sales	¿Está bien el precio?
eva@sur.test	sales	Sí, es el de la cotización." "the answer is the next note of the thread"
is "$(v task list --all --json | json kind=note open result)" "false	answered" "and ends the task"
day 2026-05-05 note add --customer 78234561-3 'cambia de dueño' --area billing --by ana
is "$(v note list --customer 78234561-3 --json | json invoice customer text due)" \
	"-	78234561-3	cambia de dueño	2026-05-07" "a note to a customer"
status 1 "nobody answers for that area" "$valija" -c "$base/valija.conf" note add 33-1 hola --area zoo
like "$(cat "$base/err")" "*nobody answers for zoo*" "which is said"
status 1 "a day without an area" "$valija" -c "$base/valija.conf" note add 33-1 hola --due 2030-01-01

# ---- two mails without an answer: somebody calls ----
invoice 20 2026-05-02 2026-05-10 700000 76192083-9 'Ferretería Quilapán'
for at in 2026-05-13 2026-05-17 2026-05-18; do
	day $at once all
done
is "$(v task list --json | json kind=phone customer due)" "76192083-9	2026-05-19" "one in March, one now, five days later a phone task"
is "$(day 2026-05-19 report agenda ana --json | json kind=phone customer)" 76192083-9 "on her agenda"
id=$(v task list --json | json kind=phone id)
day 2026-05-19 task done "$id" --reason "reached: pays on Friday" --by ana
day 2026-05-20 once all
is "$(v task list --json | json kind=phone id)" "" "once it is done it stays done"
is "$(day 2026-05-20 report collectors --json | json person=ana act "act=task-closed phone" result)" \
	"task-closed phone	reached: pays on Friday" "with its result"

# ---- habits: who always pays on Fridays is not reminded before one ----
folio=30
for paid in 2026-03-06 2026-03-13 2026-03-20 2026-03-27; do
	invoice $folio 2026-02-01 2026-03-02 1000 79555444-0 'Panadería Lota'
	day 2026-03-28 invoice pay 33-$folio 1000 --date $paid --by eva
	folio=$((folio + 1))
done
invoice 40 2026-03-16 2026-04-06 1000 79555444-0 'Panadería Lota'
is "$(v customer show 79555444-0 | json habit.payments habit.delay_days habit.spread_days habit.pays_on)" \
	"4	14.5	7.8	weekday 5" "how a customer pays"
said_of() { day 2026-04-09 plan --json | json invoices.0=CL:77123456-9:33:40 skip; }
is "$(said_of)" "no contact who pays or approves" "three days late: a reminder, for anybody"
sed -i 's/^\[policy p\]/[policy p]\nlearn = yes/' "$base/valija.conf"
is "$(said_of)" "not yet: overdue+3 on 2026-04-13; always pays on weekday 5, so counted from 2026-04-10" \
	"a policy that learns counts from the Friday, and says so"

# ---- evidence ----
status 0 "everything about one invoice" "$valija" -q -c "$base/valija.conf" evidence 33-1 -o "$base/e1.zip"
TZ=America/Santiago v evidence 33-1 -o "$base/e2.zip"
is "$(cmp "$base/e1.zip" "$base/e2.zip" && echo same)" same "the same records give the same bytes"
mkdir "$base/e"
(cd "$base/e" && perl "$root/tests/flow/unzip.pl" "$base/e1.zip")
is "$(cd "$base/e" && sha256sum -c --quiet MANIFEST.sha256 2>&1)" "" "its manifest holds"
like "$(cat "$base/e/timeline.txt")" "*factura registrada*correo enviado*pide orden de compra*" "the time line in order"
like "$(head -c 5 "$base/e/timeline.pdf")" "%PDF-" "and as a PDF"
is "$(json kind <"$base/e/events.jsonl" | head -1)" invoice-created "events as they are exported"
like "$(cat "$base"/e/mails-out/*.eml | head -40)" "*Message-ID:*" "raw mails that went out"
is "$(grep -l 'de la cotizaci' "$base"/e/mails-in/* | lines)" 1 "and came in"
is "$(grep -l "<Folio>1<" "$base"/e/mails-in/* "$base"/e/documents/* 2>/dev/null | lines)" 1 "its XML"
status 1 "of no invoice" "$valija" -c "$base/valija.conf" evidence 33-999 -o "$base/e3.zip"
is "$(ls "$base"/e3.zip* 2>/dev/null)" "" "there is no file"
status 0 "what is on record agrees" "$valija" -c "$base/valija.conf" verify
job_finish
