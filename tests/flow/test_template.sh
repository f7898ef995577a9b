#!/bin/sh
# template: list, lint and preview, with the built-in words and with a company's own folder; and that mails have those.
. "$(dirname "$0")/job.sh"
job_begin template
job_config folder
is "$(v template list | json template=payment-receipt languages.0)" es-CL "the built-in ones are listed"
status 0 "and without a fault" "$valija" -c "$base/valija.conf" template lint
mkdir -p "$base/mine/es-CL"
sed "s,^\[company andes\],&\ntemplates = mine," "$base/valija.conf" >"$base/c" && mv "$base/c" "$base/valija.conf"
printf 'Vence hoy: {{main.amonut}}\n' >"$base/mine/es-CL/reminder-due.subject"
status 1 "an unknown variable in the company's folder" "$valija" -c "$base/valija.conf" template lint
is "$(cat "$base/err")" "valija: andes: $base/mine/es-CL/reminder-due.subject:1: unknown name: {{main.amonut}}" "with its file and line"
printf 'Hoy: {{main.amount}}\n' >"$base/mine/es-CL/reminder-due.subject"
printf 'Recuerde {{main.amount}}\n' >"$base/mine/es-CL/reminder-before.subject"
status 0 "mended" "$valija" -c "$base/valija.conf" template lint
v template preview reminder-due --language es-CL --company andes >"$base/p.eml"
like "$("$valija" read "$base/p.eml" | json mail.subject)" 'Hoy: $1.190.000' "preview is a mail, with the company's words"
v template preview reminder-due --language es-CL --company norte >"$base/p.eml"
like "$("$valija" read "$base/p.eml" | json mail.subject)" '*-1044*' "another company has its own"
sed '0,/^from = .*<\(.*\)>$/s//from = \1/' "$base/valija.conf" >"$base/bare.conf"
like "$("$valija" -c "$base/bare.conf" template preview reminder-due --company andes | "$valija" read - | json mail.from.name)" \
	'*Ñuble*' "a bare sender address goes under the company's name"
v template preview confirmation --language fr --company norte -o "$base/p.html"
like "$(head -c 200 "$base/p.html")" '<!DOCTYPE html>*lang="fr"*' "or its HTML alone"
status 1 "a notice that is not there" "$valija" -c "$base/valija.conf" template preview nope
deliver_mails
v once all 2>/dev/null
like "$(v queue list --json | json kind=reminder invoices.0=CL:76543210-3:33:1042 subject)" 'Recuerde $*' \
	"and reminders leave with the company's words"
v template preview reminder-overdue --invoice 33-1042 >"$base/p.eml"
like "$("$valija" read "$base/p.eml" | json mail.text)" '*1042*' "preview of an invoice on record"
is "$("$valija" read "$base/p.eml" | tr '{' '\n' | sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)","path".*/\1/p' | sort)" \
	"$("$valija" read "$base/mails/1-dte-33.eml" | tr '{' '\n' | sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)","path".*/\1/p' | sort)" \
	"with its documents, the bytes as they came"
sed 's,^name = .*,&\npay_link_CLP = https://pagos.andina.example/{folio},' "$base/valija.conf" >"$base/pay.conf"
"$valija" -q -c "$base/pay.conf" template preview statement --invoice 33-1042 >"$base/s.eml"
like "$("$valija" read "$base/s.eml" | tr '{' '\n')" '*qr-1.png*Estado de cuenta*application/pdf*' "a statement's with the PDF"
"$valija" -q -c "$base/pay.conf" template preview statement --invoice 33-1042 -o "$base/s.html"
like "$(cat "$base/s.html")" '*<img src="data:image/png;base64,*' "a page shows its pictures"
is "$(grep -c 'cid:' "$base/s.html")" 0 "without the mail"

# ---- without an invoice: an account that nobody has, with all that a mail can say ----
cat >>"$base/pay.conf" <<CONFIG
[person ana]
name = Ana Paredes
phone = +56 2 2345 6789
CONFIG
sed 's|^pay_link_CLP = .*|&\npay_link_USD = https://pagos.andina.example/usd/{folio}\npay_CLP = Banco Uno\npay_USD = Banco Dos|' \
	"$base/pay.conf" >"$base/c" && mv "$base/c" "$base/pay.conf"
sample() { "$valija" -q -c "$base/pay.conf" template preview "$@"; }
sample statement --company norte | "$valija" read - | json mail.text >"$base/text"
text=$(cat "$base/text")
like "$text" '*USD*Documentos vencidos*(de un total de*Documentos por vencer*hoy*en 6 d*Documentos en revisi*Pagos recibidos*' \
	"the sample is late, in part, due, coming and in dispute, in two currencies"
sample statement --company andes | "$valija" read - | json mail.text >"$base/text"
like "$(cat "$base/text")" '*CLP: Banco Uno*USD: Banco Dos*/1042*/usd/1043*Ana Paredes*RUT *+56 2 2345 6789*' \
	"it is paid as the config says, and signed"
failed_previews=
for notice in $(v template list | json template | grep -v '^digest-'); do
	sample "$notice" --company norte -o "$base/n.html" && sample "$notice" --company norte -o "$base/n.eml" &&
		grep -q '^<!DOCTYPE html>' "$base/n.html" && grep -q '^X-Valija-Kind: ' "$base/n.eml" &&
		"$valija" read "$base/n.eml" | grep -q '"subject":"..' || failed_previews="$failed_previews $notice"
done
is "$failed_previews" "" "every mail has a preview, as bytes and as a page"
sample resend --company andes --register friendly >"$base/p.eml"
like "$("$valija" read "$base/p.eml" | json mail.text)" 'Hola, Marcela*' "in the register that is asked for"

# ---- and mails are signed by who looks after the customer ----
v customer set 77654321-7 --company andes --contact 'Rosa <rosa@cliente.test>' --collector ana
"$valija" -q -c "$base/pay.conf" customer set 77654321-7 --company andes --collector ana
"$valija" -q -c "$base/pay.conf" resend 33-1042 --to rosa@cliente.test >"$base/out"
cat "$(grep -rlF "Message-ID: <$(v queue show "$(json id <"$base/out")" | json message_id)>" "$base/store/mail")" >"$base/r.eml"
like "$("$valija" read "$base/r.eml" | json mail.text)" '*
Ana Paredes
*
RUT *
*: +56 2 2345 6789
*' "with name, telephone and our tax id"
job_finish
