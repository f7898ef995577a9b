#!/bin/sh
# Payments of a file as a person imports them: matched, waiting, wrong, twice, taken back, and the invoice that is late.
. "$(dirname "$0")/job.sh"
job_begin payments
job_config folder
deliver_mails
v once all 2>/dev/null
balance() { v invoice show "$1" --json | json balance; }
cat >"$base/p.csv" <<'CSV'
reference;date;invoice;currency;amount;banco
T1;2026-11-20;33-1042;CLP;190.000;Estado
T2;20/11/2026;1043;CLP;1.000,00;BCI
T3;2026-11-20;MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA;MXN;100.50;"B;x"
T4;2026-11-20;F-9999;CLP;500000;

;2026-11-21;34-77;CLP;80000;sin referencia
T6;2026-13-21;34-77;CLP;80000;
T7;2026-11-21;34-77;CLP;abc;
T8;2026-11-21;34-77;USD;10;
CSV
before=$(balance 33-1042)
owed=$(balance MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA)
status 1 "what is not matched: exit status 1" "$valija" -c "$base/valija.conf" payments import "$base/p.csv" --json
is "$(json state <"$base/out" | sort | uniq -c | xargs)" "2 fault 4 matched 2 waiting" "each row and what became of it"
like "$(cat "$base/err")" '*p.csv:8: column date: "2026-13-21"*p.csv:9: column amount: "abc"*4 matched, 2 waiting, 2 not read' \
	"a wrong cell has its line and column"
is "$(balance 33-1042)" $((before - 190000)) "a payment lowers what is owed"
is "$(v invoice show 34-77 --json | json state)" paid "or all of it"
like "$(v payments list --json)" '*"banco":"B;x"*' "other columns are kept"
is "$(balance MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA)" "$(echo "$owed" | awk '{ printf "%.1f", $1 - 100.5 }')" "cents too"
v payments import "$base/p.csv" >/dev/null 2>&1
is "$(v export payments | json source=file invoice | lines)" 6 "the same file again changes nothing"
is "$(v export payments | json reference=T4 invoice)" - "money that waits is exported too"
is "$(balance 33-1042)" $((before - 190000)) "nor does what is owed"
printf 'reference,date,invoice,currency,amount\nT1,2026-11-20,33-1042,CLP,7\n' >"$base/q.csv"
status 1 "a reference with another amount" "$valija" -c "$base/valija.conf" payments import "$base/q.csv" --json
is "$(json state <"$base/out")" conflict "is a conflict"
printf 'reference,date,invoice,currency,amout\nT9,2026-11-20,33-1042,CLP,7\n' >"$base/q.csv"
status 1 "a wrong column" "$valija" -c "$base/valija.conf" payments import "$base/q.csv"
like "$(cat "$base/err")" '*q.csv:1: column amount: there is no column "amount"*' "is one error with its line and name"

# ---- a person's word ----
v payments undo T1 --by Ana --reason "otra cuenta"
is "$(balance 33-1042)" "$before" "undo gives back what was owed"
like "$(v export events | json kind=payment-undone reason)" "*T1: otra cuenta*" "with who and why"
status 1 "once" "$valija" -c "$base/valija.conf" payments undo T1
v payments apply T1 33-1043
is "$(v payments list --json | json reference=T1 invoice)" CL:76543210-3:33:1043 "a person applies it to another one"
v invoice pay 33-1042 500 --reference TEF-5 --by Ana
is "$(balance 33-1042)" $((before - 500)) "what a person wrote down"
printf 'reference,date,invoice,currency,amount\nTEF-5,2026-11-20,33-1042,CLP,500\n' >"$base/q.csv"
status 0 "and the bank says too" "$valija" -c "$base/valija.conf" payments import "$base/q.csv" --json
is "$(json state <"$base/out")" by-hand "is one payment"
is "$(balance 33-1042)" $((before - 500)) "and counts once"
v payments undo TEF-5
is "$(balance 33-1042)" "$before" "until it is undone"

# ---- several invoices in one cell ----
sum() { echo $(($(balance 33-1042) + $(balance 33-1043))); }
printf 'reference;date;invoice;currency;amount\nM1;2026-11-22;"Facturas 33-1042, F-1043";CLP;%s\nM2;2026-11-22;33-1042 y 34-77;CLP;5\n' \
	"$(sum)" >"$base/m.csv"
owed42=$(balance 33-1042) owed43=$(balance 33-1043)
status 1 "two that owe it exactly, and two that do not" "$valija" -c "$base/valija.conf" payments import "$base/m.csv" --json
is "$(json state <"$base/out" | xargs)" "matched ambiguous" "the first row pays both, the other is listed"
is "$(balance 33-1042) $(balance 33-1043)" "0 0" "each what it owed"
is "$(v payments list --json | json reference=M1/1 amount)/$(v payments list --json | json reference=M1/2 amount)" \
	"$owed42/$owed43" "as payments of their own"
like "$(v payments list --json | json reference=M2 state reason)" "ambiguous	*owes nothing*" "it is said why"
v payments import "$base/m.csv" --json >"$base/out" 2>/dev/null
is "$(json state <"$base/out" | xargs)" "known ambiguous" "the same file again changes nothing"
v payments match >/dev/null 2>&1
is "$(v payments list --json | json reference=M2 state)" ambiguous "nor does judging it again"
v payments undo M1/1 --by Ana
v payments undo M1/2 --by Ana
is "$(balance 33-1042) $(balance 33-1043)" "$owed42 $owed43" "a person takes each back"
v payments apply M2 33-1042 --by Ana
v payments undo M2 --by Ana
printf 'reference;date;invoice;currency;amount\nM3;2026-11-22;1042|1043;CLP;5\n' >"$base/m.csv"
v payments import "$base/m.csv" >/dev/null 2>&1
like "$(v payments list --json | json reference=M3 reason)" "it names 2 invoices that owe * in all" "a sum that is another one is listed"
v payments undo M3 --by Ana

# ---- the map of a bank; customer and amount ----
cat >>"$base/valija.conf" <<'CONFIG'
[payments banco]
company = andes
reference = N° operación
date = Fecha
invoice = -
currency = -
default_currency = CLP
amount = Abono
customer = RUT
dates = day-first
CONFIG
due=$(balance 33-1042)
printf 'Fecha;N\272 OPERACI\323N;Abono;Rut;Glosa\r\n05-11-26;881;$ %s;77.654.321-7;dep\363sito\r\n' "$due" >"$base/banco.csv"
status 0 "a bank's own columns, in Latin-1" "$valija" -c "$base/valija.conf" payments import "$base/banco.csv" --json
is "$(json invoice <"$base/out") $(json matched_by <"$base/out")" "CL:76543210-3:33:1042 amount" "by customer and amount"

# ---- before its invoice ----
job_fresh
printf 'reference,date,invoice,currency,amount\nE1,2026-11-20,1042,CLP,90000\n' >"$base/q.csv"
v payments import "$base/q.csv" >/dev/null
is "$(v payments list --json | json state)" waiting "a payment may come first"
v import "$base/mails/1-dte-33.eml"
v once work 2>/dev/null
is "$(v payments list --json | json state) $(v invoice show 33-1042 --json | json paid)" "matched 90000" "its invoice finds it"
like "$(said verify)" "*0 faults*" "and the store agrees with itself"
job_finish
