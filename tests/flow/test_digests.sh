#!/bin/sh
# Reports by mail, over simulated weeks: who gets which on which day, each once, whatever died in between; the figures of
# `valija report`; and the preview that is the mail.
. "$(dirname "$0")/job.sh"
job_begin digests
mkdir "$base/xml"
job_sur <<CONFIG
[policy p]
minimum_trust = unsigned
hour_from = 0
hour_until = 24
weekdays = 1-5
[person ana]
name = Ana Pérez
address = ana@sur.test
[person eva]
name = Eva Muñoz
address = eva@sur.test
language = fr
areas = manager
stand_in = ana
absent_from = 2026-06-10
absent_until = 2026-06-10
[digest gerencia]
report = management
to = gerente@sur.test; manager
[digest cartera]
report = portfolio
weekday = 1
hour = 9
[digest riesgo]
report = risk
to = directorio@sur.test
month_day = 28
[inbound]
sender_hour = 0
CONFIG
said check >"$base/said" || cat "$base/said"
# at INSTANT VERB…: in Chile it is four hours earlier (three until 4 April).
at() { now=$1; shift; v --now "$now" "$@" 2>/dev/null; }
pass() { at "$1" once all; }
reports() { v queue list --json | json kind=digest step | grep -v '^daily' | sort; }
since() { reports >"$base/reports.new"; comm -13 "$base/reports" "$base/reports.new"; mv "$base/reports.new" "$base/reports"; }
: >"$base/reports"
agendas() { v queue list --json | json kind=digest step | grep -c "^daily $1" || true; }
mail_of()
{
	id=$(v queue list --json | json "step=$1" message_id | tr -d '<>')
	grep -l "$id" "$base"/relay/*.eml | head -1
}
# part TYPE FILE: the first part of that type, decoded; of a text with plain blanks.
part() { perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne '
	BEGIN { $type = shift } s/\r//g;
	my ($h, $b) = m{\nContent-Type: $type(.*?)\n\n(.*?)\n--=}s or exit 1;
	$b = $h =~ /base64/i ? decode_base64($b) : decode_qp($b);
	$b =~ s/\xc2\xa0|\xe2\x80\xaf/ /g if $type =~ /text/;
	print $b' "$1" "$2"; }
# Money and shares as people of Chile write them.
pesos() { perl -pe '1 while s/^(\d+)(\d{3})/$1.$2/; s/^/\$/'; }
comma() { tr . ,; }

perl "$root/tests/flow/invoices.pl" "$base/xml" "$base/pagos.csv"
at 2026-05-29T10:00:00Z import "$base/xml" >/dev/null
at 2026-05-29T10:00:00Z payments import "$base/pagos.csv" >/dev/null
at 2026-05-29T10:00:00Z once work
n=0
for tax_id in $(at 2026-05-29T10:00:00Z report ageing --by customer --json | json group); do
	n=$((n + 1))
	collector=ana
	[ $((n % 3)) != 0 ] || collector=eva
	[ $n = 3 ] || at 2026-05-29T10:00:00Z customer set "$tax_id" --collector $collector --segment "s$((n % 2))"
done

# ---- the calendar ----
is "$(reports)" "" "nothing before the hour"
pass 2026-05-29T15:00:00Z
is "$(since)" "management 2026-05-29 eva@sur.test
management 2026-05-29 gerente@sur.test
portfolio 2026-05-25 finanzas@sur.test
risk 2026-05-28 directorio@sur.test" "on the first day the current one of each: of the day, the week and the month"
pass 2026-05-29T20:00:00Z
is "$(since)" "" "each once"
pass 2026-05-30T15:00:00Z
pass 2026-05-31T15:00:00Z
is "$(since)" "" "none on a weekend"
pass 2026-06-01T12:30:00Z
is "$(since)" "management 2026-06-01 eva@sur.test
management 2026-06-01 gerente@sur.test" "on Monday at half past eight that of the day"
pass 2026-06-01T13:00:00Z
is "$(since)" "portfolio 2026-06-01 finanzas@sur.test" "at nine that of the week"
pass 2026-06-10T15:00:00Z
is "$(since)" "management 2026-06-10 ana@sur.test
management 2026-06-10 gerente@sur.test
portfolio 2026-06-08 finanzas@sur.test" "after nine days the current ones alone; who is absent is stood in for"
pass 2026-06-29T15:00:00Z
is "$(since)" "" "none on Saint Peter's day"
pass 2026-06-30T15:00:00Z
is "$(since)" "management 2026-06-30 eva@sur.test
management 2026-06-30 gerente@sur.test
portfolio 2026-06-30 finanzas@sur.test
risk 2026-06-30 directorio@sur.test" "what fell on it and on the Sunday before comes on Tuesday"
is "$(at 2026-06-30T16:00:00Z digest list --json | json report section last next)" "agenda	-	2026-06-30T15:00:00Z	2026-07-01T12:00:00Z
management	gerencia	2026-06-30T15:00:00Z	2026-07-01T12:00:00Z
portfolio	cartera	2026-06-30T15:00:00Z	2026-07-06T13:00:00Z
risk	riesgo	2026-06-30T15:00:00Z	2026-07-28T12:00:00Z" "digest list says when each goes next"

# ---- killed at every step ----
lost=
for kill_at in $(seq 1 12); do
	day=$(date -u -d "2026-07-01 +$kill_at day" +%F)
	VALIJA_STEP="*:$kill_at:KILL" at "${day}T15:00:00Z" once work 2>/dev/null
	pass "${day}T15:10:00Z"
	pass "${day}T15:20:00Z"
	wanted=2
	case $(date -u -d "$day" +%u) in 6 | 7) wanted=0 ;; esac
	[ "$(reports | grep -c "^management $day")" = $wanted ] || lost="$lost $day"
done
is "$lost" "" "killed at any of its first twelve steps, each report still goes once"
since >/dev/null

# ---- what they say ----
now=2026-07-20T15:00:00Z
at $now once work
mkdir -p "$base/previews"
for report in management portfolio risk; do
	at $now digest preview $report >"$base/previews/$report"
done
pass $now
sent=$(mail_of "management 2026-07-20 gerente@sur.test")
text=$(part text/plain "$sent")
figure() { printf '%s\n' "$text" | sed -n "s/^- $1: //p" | head -1; }
row=$(at $now report ageing --json)
is "$(figure 'Por cobrar')" "$(echo "$row" | json total | pesos) ($(echo "$row" | json invoices) facturas)" "what is open is what report says"
late=$(($(echo "$row" | json total) - $(echo "$row" | json not_due)))
like "$(figure Vencido)" "$(echo $late | pesos) (*" "what is overdue"
like "$(figure 'Vencido hace más de 90 días')" "*($(echo "$row" | json at_risk | comma) % de lo por cobrar)" "what is at risk"
for bucket in 'De 1 a 30 días:late_1_30' 'De 61 a 90 días:late_61_90' 'Más de 120 días:late_over_120'; do
	like "$(figure "${bucket%%:*}")" "*; Monto $(echo "$row" | json "${bucket#*:}" | pesos)" "${bucket%%:*}"
done
is "$(figure 'Días de venta por cobrar (DSO)')" "$(at $now report dso --json | json simple | comma) ($(at $now report dso --json | json countback | comma) por agotamiento de ventas)" "DSO"
largest=$(at $now report ageing --by customer --json | perl -ne '/"not_due": ?"(\d+)".*"total": ?"(\d+)"/ and print $2 - $1, "\n"' | sort -rn | head -1)
like "$(printf '%s\n' "$text" | sed -n '/^Mayores deudas/,/^$/p' | sed -n 2p)" "- Inmobiliaria Punta Lobos S.A.: Vencido $(echo "$largest" | pesos) (*" "who owes most"
text=$(part text/plain "$(mail_of "portfolio 2026-07-20 finanzas@sur.test")")
ana=$(at $now report ageing --by collector --json | grep '"ana"')
is "$(figure 'Ana Pérez')" "Vencido $(echo $(($(echo "$ana" | json total) - $(echo "$ana" | json not_due))) | pesos) ($(perl -e 'printf "%.1f", 100 * $ARGV[0] / $ARGV[1]' $(($(echo "$ana" | json total) - $(echo "$ana" | json not_due))) "$(echo "$ana" | json total)" | comma) %); Por cobrar $(echo "$ana" | json total | pesos) ($(echo "$ana" | json invoices) facturas)" "by collector, under the name that people have"
text=$(part text/plain "$base/previews/risk")
worst=$(at $now report outliers --json | json what=late name | sort -u | grep -c .)
is "$(printf '%s\n' "$text" | sed -n '/^Más tarde/,/^$/p' | grep -c '^- ')" "$worst" "who is later than usual"
text=$(part text/plain "$(mail_of "portfolio 2026-06-30 finanzas@sur.test")")
row=$(at 2026-06-30T15:00:00Z report ppc --json)
is "$(figure 'Plazo promedio de cobro (días)')" "$(echo "$row" | json mean | comma) ($(echo "$row" | json weighted | comma) ponderado por monto)" "PPC"
like "$(part text/plain "$(mail_of "management 2026-07-20 eva@sur.test")")" "Rapport de gestion du 20 juillet 2026*Encours : *CLP*" "each in the reader's language"

# ---- the mail ----
body() { sed '1,/^\r*$/d' "$1" | sed 's/=_[0-9a-f]\{32\}/=_/'; }
is "$(body "$sent" | sha256sum)" "$(body "$base/previews/management" | sha256sum)" "the preview is the mail, byte for byte below its header"
ids=$(part text/html "$sent" | grep -o 'src="cid:[^"]*' | sed 's/.*cid://' | sort)
is "$(echo "$ids" | lines)" 1 "a chart"
is "$(tr -d '\r' <"$sent" | sed -n 's/^Content-ID: <\(.*\)>$/\1/p' | sort)" "$ids" "is a part of the mail"
is "$(part text/html "$sent" | grep -c 'https*://')" 0 "and nothing is fetched"
part image/png "$sent" >"$base/chart.png"
is "$(head -c 8 "$base/chart.png" | od -An -tx1 | tr -d ' ')" "89504e470d0a1a0a" "which is a PNG"
like "$(part text/html "$sent")" "*alt=\"Antigüedad de la deuda: Por vencer: * %; Monto *Más de 120 días: *" "whose text says its figures"
at $now digest preview risk --language en -o "$base/risk.html"
is "$(grep -c 'src="data:image/png;base64,' "$base/risk.html")" 2 "the page for a browser has its pictures in itself"
is "$(grep -c 'cid:' "$base/risk.html")" 0 "all of them"
status 1 "who has nothing to do gets no agenda" "$valija" -q --now $now -c "$base/valija.conf" digest preview agenda --to nadie@sur.test
status 1 "a report that is none" "$valija" -q --now $now -c "$base/valija.conf" digest preview yearly
status 2 "a word that is none" "$valija" -q --now $now -c "$base/valija.conf" digest send

# ---- the config ----
sed 's/^to = directorio@sur.test/to = nobody; owner\ncompanies = este\nweekday = 9/' "$base/valija.conf" >"$base/bad.conf"
like "$("$valija" -c "$base/bad.conf" check 2>&1)" "*weekday*" "a weekday that is none"
sed 's/^to = directorio@sur.test/to = nobody; owner\ncompanies = este/' "$base/valija.conf" >"$base/bad.conf"
like "$("$valija" -c "$base/bad.conf" check 2>&1)" "*este*owner is of alerts only*nobody is no address*" "and names of nobody are faults"
job_finish
