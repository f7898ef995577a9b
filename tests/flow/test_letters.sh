#!/bin/sh
# What a customer asks for during a call: an invoice again, a statement; in front of the queue, in the customer's language.
. "$(dirname "$0")/job.sh"
job_begin letters
job_config folder
sed 's,^name = .*,&\npay_CLP = Cuenta 00-123\npay_MXN = CLABE 002180700012345670,' "$base/valija.conf" >"$base/c" &&
	mv "$base/c" "$base/valija.conf"
deliver_mails
v once all 2>/dev/null
cl=CL:76543210-3:33:1042
mx=MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA
mail_of() { cat "$(grep -rlF "Message-ID: <$1>" "$base/store/mail")"; }
parts() { "$valija" read "$1" | tr '{' '\n' | sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)","path".*/\1/p' | sort; }

status 1 "nobody to write to" "$valija" -c "$base/valija.conf" resend $mx
like "$(cat "$base/err")" "*no contact who pays*--to ADDRESS*" "says so"
status 1 "an address that is none" "$valija" -c "$base/valija.conf" resend $cl --to "a b@x.test"
status 1 "an invoice that is not there" "$valija" -c "$base/valija.conf" resend 33-9
status 2 "no name" "$valija" -c "$base/valija.conf" resend
v customer set MUE050607CD5 --company norte --contact 'Laura Núñez <laura@cliente.test>'
v once work 2>/dev/null
waiting=$(v queue list --json | json state=ready id | head -1)
status 0 "an invoice to another address" "$valija" -c "$base/valija.conf" resend 33-1042 --to nueva@cliente.test --by Ana
id=$(json id <"$base/out")
is "$(json kind state to.0 <"$base/out")" "resend	ready	nueva@cliente.test" "is queued"
is "$([ -n "$waiting" ] && [ "$waiting" -lt "$id" ] && echo yes)" yes "though another mail was there before"
v once send 2>/dev/null
is "$(v queue show "$id" | json state attempts.0.phase)" "sent	closed" "queue show proves that it went"
is "$(find "$base/relay" -name '*.eml' -newer "$base/out" | wc -l | xargs)" 2 "and so did the other one"
mail_of "$(v queue show "$id" | json message_id)" >"$base/r.eml"
is "$(parts "$base/r.eml")" "$(parts "$base/mails/1-dte-33.eml")" "XML and PDF, the bytes as they came"
is "$(v queue show "$id" | json language)" es-CL "in the language of who pays"
like "$(v export events | json kind=mail-queued actor=Ana reason)" "resend to nueva@cliente.test" "with who did it"
"$valija" -q -c "$base/valija.conf" resend 33-1042 --to nueva@cliente.test >"$base/again"
is "$(v queue list --json | json kind=resend state | lines)" 2 "asked for again it goes again"

# ---- statements ----
v statement 78123456-7 >"$base/out" 2>/dev/null
mail_of "$(v queue show "$(json id <"$base/out")" | json message_id)" >"$base/s.eml"
like "$("$valija" read "$base/s.eml" | json mail.text)" '*Antigüedad*Por vencer: $*1043*77*' "a statement: ageing and what is open"
v statement MUE050607CD5 --currency MXN >"$base/out" 2>/dev/null
mail_of "$(v queue show "$(json id <"$base/out")" | json message_id)" >"$base/s.eml"
like "$("$valija" read "$base/s.eml" | json mail.text)" '*7,600.00 MXN*Pagos recibidos*4,000.00 MXN*' "and what was paid"
like "$("$valija" read "$base/s.eml" | json mail.text)" '*MXN: CLABE 002180700012345670*' "with how to pay"
is "$("$valija" read "$base/s.eml" | json mail.text | grep -c 'Cuenta 00-123')" 0 "in its currency alone"
v statement MUE050607CD5 --currency USD >"$base/out" 2>/dev/null
mail_of "$(v queue show "$(json id <"$base/out")" | json message_id)" >"$base/s.eml"
like "$("$valija" read "$base/s.eml" | json mail.text)" '*No presenta documentos pendientes*' "of a currency with nothing in it"
like "$("$valija" read "$base/s.eml" | tr '{' '\n')" '*"Estado de cuenta*application/pdf*' "goes with a PDF"
pdf_text() { "$bin/valija-pdf" 20971520 1048576 60000 536870912 20 <"$1" | cat; }
status 0 "written, for nobody" "$valija" -q -c "$base/valija.conf" statement MUE050607CD5 --currency MXN -o "$base/a.pdf"
is "$(cat "$base/out")" "" "no mail is made"
status 0 "and again" "$valija" -q -c "$base/valija.conf" statement MUE050607CD5 --currency MXN -o "$base/b.pdf"
is "$(cmp "$base/a.pdf" "$base/b.pdf" && echo same)" same "the same bytes"
like "$(pdf_text "$base/a.pdf")" '*Estado de cuenta*MUE050607CD5*7,600.00 MXN*4,000.00 MXN*002180700012345670*' "it says what the mail says"
status 0 "of one without contact" "$valija" -q -c "$base/valija.conf" statement 78123456-7 -o "$base/c.pdf"
like "$(pdf_text "$base/c.pdf")" '*1043*Cuenta 00-123*nunca informamos cambios*' "too"
status 75 "no such folder" "$valija" -q -c "$base/valija.conf" statement 78123456-7 -o "$base/none/c.pdf"

# ---- a formal notice is a draft on paper ----
mails=$(v queue list --json | lines)
late=$(date -d '+200 days' +%F)
status 1 "without a file" "$valija" -c "$base/valija.conf" letter 77654321-7
status 1 "nothing is overdue" "$valija" -c "$base/valija.conf" letter 78123456-7 --currency EUR -o "$base/f.pdf"
status 0 "a formal notice" "$valija" -q -c "$base/valija.conf" --now "${late}T15:00:00Z" letter 77654321-7 -o "$base/f.pdf" --until 2030-01-31
like "$(pdf_text "$base/f.pdf")" '*BORRADOR*Requerimiento formal de pago*requiere formalmente*1042*31 de enero de 2030*Cuenta 00-123*' "says what is owed, by when, and that it is a draft"
status 0 "another notice's words" "$valija" -q -c "$base/valija.conf" --now "${late}T15:00:00Z" letter MUE050607CD5 --notice reminder-firm -o "$base/g.pdf"
like "$(pdf_text "$base/g.pdf")" '*BORRADOR*N-318*Atentamente*' "on paper"
is "$(v queue list --json | lines)" "$mails" "nothing is sent"

# ---- links and codes, from the config ----
base64 -d >"$base/logo.png" <<'PNG'
iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==
PNG
sed 's,^name = .*,&\nlogo = logo.png\npay_link_CLP = https://pagos.andina.example/p?d={folio}\&r={customer}\&m={amount},' "$base/valija.conf" >"$base/pay.conf"
"$valija" -q -c "$base/pay.conf" resend 33-1042 --to nueva@cliente.test >"$base/out"
mail_of "$(v queue show "$(json id <"$base/out")" | json message_id)" >"$base/l.eml"
like "$("$valija" read "$base/l.eml" | json mail.text)" '*Pagar en línea:*1042*https://pagos.andina.example/p?d=1042&r=77654321-7&m=1190000*' "each document its link"
is "$(grep -c '^Content-ID: <\(qr\|logo\)-[0-9a-f]*@' "$base/l.eml")" 2 "code and logo stand in the mail"
like "$(cat "$base/l.eml")" '*multipart/related*' "beside its HTML"
is "$(grep -c '^Content-Disposition: attachment' "$base/l.eml")" 2 "and are no files"
status 0 "a statement as PDF" "$valija" -q -c "$base/pay.conf" statement 78123456-7 -o "$base/p.pdf"
codes=$(pdf_text "$base/p.pdf" | json code=QRCode bytes | sort -u | while read -r code; do echo "$code" | base64 -d; echo; done)
like "$codes" '*https://pagos.andina.example/p?d=1043&r=78123456-7&m=*' "has the codes, and they are the links"
sed 's,^name = .*,&\npay_link_CLP = http://pagos.andina.example/{folio}\npay_link_USD = https://{folio}.example/,' "$base/valija.conf" >"$base/bad.conf"
status 78 "links that are none" "$valija" -c "$base/bad.conf" check
like "$(cat "$base/out" "$base/err")" '*pay_link_CLP = *https:// is wanted*pay_link_USD = *cannot stand in the host*' "are said, both"
echo 'no picture' >"$base/logo.png"
sed 's,^name = .*,&\nlogo = logo.png,' "$base/valija.conf" >"$base/logo.conf"
status 78 "a logo that is no PNG" "$valija" -q -c "$base/logo.conf" statement 78123456-7 -o "$base/c.pdf"
like "$(cat "$base/err")" "*logo = *PNG*" "is said"
status 1 "a customer that is not there" "$valija" -c "$base/valija.conf" statement 1-9
# ---- the policy's, on the first business day of the next month ----
month=$(date -d "$(date +%Y-%m-01) + 1 month" +%Y-%m)
sed 's,^minimum_trust = .*,&\nstatement_only = yes,' "$base/valija.conf" >"$base/monthly.conf"
for day in 01 02 03 04 05 06 07; do
	"$valija" -q -c "$base/monthly.conf" --now "$month-${day}T15:00:00Z" once work 2>/dev/null
done
id=$(v queue list --json | json customer=MUE050607CD5 step="statement $month" id)
mail_of "$(v queue show "$id" | json message_id)" >"$base/s.eml"
like "$("$valija" read "$base/s.eml" | json mail.text)" '*7,600.00 MXN*Antigüedad*7,600.00 MXN*Pagos recibidos*4,000.00 MXN*' \
	"the policy's statement says as much"
like "$("$valija" read "$base/s.eml" | tr '{' '\n')" '*"Estado de cuenta*application/pdf*' "with its PDF"
like "$(said verify)" "*0 faults*" "and the store agrees with itself"
job_finish
