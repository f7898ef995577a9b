#!/bin/sh
# Bad, forged and strange mail: each has its row, its outcome and its reason in the receipt book, its bytes are kept as they
# came, it changes nothing that it may not change, and the next mail goes on.
. "$(dirname "$0")/job.sh"
job_begin bad
job_config folder
printf '[limits]\nmessage_bytes = 60000\n' >>"$base/valija.conf"
cl=CL:76543210-3:33:1042
pass() { v once all 2>>"$base/log"; v once all 2>>"$base/log"; }

# mail NAME SUBJECT [HEADER…]: plain text from standard input, into the inbox.
mail()
{
	name=$1 subject=$2
	shift 2
	{
		printf 'From: %s\n' "${from:-Ana <ana@tercero.test>}"
		printf 'Subject: %s\nDate: %s\nMessage-ID: <%s@tercero.test>\nMIME-Version: 1.0\n' "$subject" "$(date -uR)" "$name"
		printf '%s\n' "$@"
		cat
	} >"$base/$name.eml"
	deliver "$base/$name.eml"
}
# xml NAME SUBJECT: a mail whose one part is the XML from standard input.
xml()
{
	part=$(base64)
	printf 'Content-Type: application/xml; name="%s.xml"\nContent-Transfer-Encoding: base64\n\n%s\n' "$1" "$part" >"$base/part"
	mail "$1" "$2" "To: empresa@empresa.test" <"$base/part"
}
text() { printf 'Content-Type: text/plain; charset=utf-8\n\n%s\n' "$1"; }
fixture()
{
	sed -e "s/@TODAY@/$(date +%F)/g" -e "s/@ISSUED@/$(date -d '28 days ago' +%F)/g" -e "s/@DUE@/$(date -d '2 days' +%F)/g" \
		-e "s/@TERMS@/31/g" -e 's/ISO-8859-1/UTF-8/' "$root/tests/demo/$1"
}
# row SUBJECT: state, outcome and reason of a mail.
row() { v mail list --json | json subject="$1" state outcome reason; }
# kept SUBJECT FILE: the bytes on record are those of the file.
kept() { v mail show "$(v mail list --json | json subject="$1" id | tail -n 1)" --raw | cmp - "$2" && echo same; }

# ---- documents ----
fixture broken.xml | xml roto "XML roto"
echo '<?xml version="1.0"?><pedido><numero>7</numero></pedido>' | xml pedido "XML ajeno"
fixture factura-33.xml | sed 's/76543210-3/76000111-6/g' | xml ajena "Empresa ajena"
fixture factura-33.xml | xml buena "Factura buena"
fixture factura-33.xml | sed 's/<DTE /<!-- otro sobre --><DTE /' | xml otrosobre "Otro sobre"
fixture factura-33.xml | sed 's/1190000/2190000/; s/1000000/1840336/' | xml distinta "Otro monto"
fixture cfdi-ppd.xml | perl -0pe 's/<cfdi:Complemento>.*<\/cfdi:Complemento>//s' | xml sintimbre "Sin timbre"
head -c 70000 /dev/zero | tr '\0' x | mail enorme "Enorme"
: >"$base/vacio.eml"
deliver "$base/vacio.eml"
pass
cp "$base/buena.eml" "$base/copia.eml"
deliver "$base/copia.eml"
text "Hola" | mail hola "Después"
pass
like "$(row "XML roto")" "quarantined	quarantine	*not well-formed*" "broken XML is set aside, with the line"
like "$(row "XML ajeno")" "done	other	*" "XML that is no invoice is other mail"
like "$(row "Empresa ajena")" "done	other	*is a tax id of ours*" "an invoice between strangers is none of ours, and its row says so"
is "$(v export invoices | json key=~76000111 key)" "" "and owed to nobody of ours"
is "$(v mail list --json | json subject="Factura buena" state outcome documents.0 | head -n 1)" "done	invoice	$cl" "a good one is an invoice"
is "$(v mail list --json | json subject="Factura buena" | lines)" 2 "its copy has a row too"
is "$(v mail list --json | json subject="Factura buena" reason=~'same' state)" done "which says that it is the same"
is "$(row "Otro sobre" | cut -f 1,2)" "done	invoice" "the same document in another envelope is read"
is "$(v export invoices | json key="$cl" total balance)" "1190000	1190000" "and counts once; one of another amount changes nothing"
like "$(v export events | json kind=conflict invoice)" "$cl" "but is on record as a conflict"
is "$(v queue list --json | json kind=alert step=~conflict to.0)" finanzas@empresa.test "that finance hears of"
like "$(row "Sin timbre")" "quarantined	quarantine	*no-stamp*" "a CFDI without stamp is no document yet"
is "$(v mail list --json | json sha256=- state reason)" "quarantined	larger than the limit" "a mail over the limit is not taken, but on record"
is "$(v mail list --json | json sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 state outcome | cut -f 1)" \
	"quarantined" "an empty one has its row"
is "$(row Después)" "done	other	no fiscal document and no answer" "the next mail goes on"
for pair in "XML roto:roto" "XML ajeno:pedido" "Empresa ajena:ajena" "Otro sobre:otrosobre" "Otro monto:distinta" "Sin timbre:sintimbre"; do
	is "$(kept "${pair%:*}" "$base/${pair#*:}.eml")" same "the bytes of ${pair%:*} are kept"
done

# ---- answers ----
id=$(v queue list --json | json kind=reminder invoices.0="$cl" message_id)
token=${id#valija.}
token=${token%@*}
like "$token" "m*.*" "a reminder went out"
before=$(v invoice show 33-1042 --json | json state hold.reason balance)
forged=${token%%.*}.$(echo "${token#*.}" | tr 'a-z2-7' 'b-z2-7a')
text "Pagaremos mañana." | mail forjada "Re: forjada" "To: empresa+$forged@empresa.test" "In-Reply-To: <valija.$forged@empresa.test>"
pass
like "$(row "Re: forjada")" "done	reply	no valid token of ours*" "an answer with a forged token is matched to nothing"
is "$(v note list --json | lines)" 0 "and makes no note"
is "$(find "$base/inbox/Cobranza/Sin asignar" -name '*.eml' | lines)" 1 "a person finds it in the tray"
text "No sé de esto." | mail automatica "Fuera de oficina" "To: empresa+$token@empresa.test" "Auto-Submitted: auto-replied" \
	"In-Reply-To: <$id>"
pass
is "$(row "Fuera de oficina" | cut -f 1,2)" "done	auto-reply" "an absence is an automatic answer"
is "$(v note list --json | lines)" 0 "and no note"
is "$(v invoice show 33-1042 --json | json state hold.reason balance)" "$before" "neither changed the invoice"

# report NAME SUBJECT TOKEN ADDRESS: what a mail server says of an address that does not exist.
report()
{
	cat <<-MAIL | from="Mail Delivery System <MAILER-DAEMON@relay.test>" mail "$1" "$2" "To: empresa+$3@empresa.test" "Auto-Submitted: auto-replied"
	Content-Type: multipart/report; report-type=delivery-status; boundary="corte"

	--corte
	Content-Type: text/plain

	The mail system: host mx.cliente.test said: 550 5.1.1 User unknown

	--corte
	Content-Type: message/delivery-status

	Reporting-MTA: dns; relay.test

	Final-Recipient: rfc822; $4
	Action: failed
	Status: 5.1.1
	Diagnostic-Code: smtp; 550 5.1.1 User unknown

	--corte
	Content-Type: message/rfc822

	From: Cobranza <empresa@empresa.test>
	To: $4
	Subject: Factura
	Message-ID: <valija.$3@empresa.test>

	Texto
	--corte--
	MAIL
}
contact() { v export customers | json tax_id=77654321-7 contacts.0.address contacts.0.state; }
report falso "Rebote falso" "$forged" cliente@cliente.test
report ajeno "Rebote ajeno" "$token" otra@cliente.test
pass
like "$(row "Rebote falso")" "done	bounce	names no mail of ours*" "a forged bounce names no mail of ours"
is "$(row "Rebote ajeno" | cut -f 1,2)" "done	bounce" "one of an address that we never wrote to is on record"
is "$(contact)" "cliente@cliente.test	ok" "both change nothing"

from="Pedro <pedro@extrano.test>"
text "Pagaremos el viernes." | mail extrano "Re: de un extraño" "To: empresa+$token@empresa.test" "In-Reply-To: <$id>"
from=
pass
is "$(v note list --json | json verified text invoice)" "false	Pagaremos el viernes.	$cl" "a stranger with a valid token makes an unverified note"
is "$(v invoice show 33-1042 --json | json state balance)" "new	1190000" "and no other state"
like "$(v invoice show 33-1042 --json | json hold.reason)" "UNVERIFIED" "the ladder pauses for a look"

report verdad "Rebote" "$token" cliente@cliente.test
pass
is "$(row Rebote | cut -f 1,2)" "done	bounce" "a bounce of our mail is read"
is "$(contact)" "cliente@cliente.test	bounced" "its address is not written to any more"
is "$(v queue list --json | json kind=alert step="bounce cliente@cliente.test" state)" sent "finance hears of it"
v invoice resume 33-1042 --by Ana
later=$(date -d '20 days' +%F)T15:00:00Z
n=$(v queue list --json | json kind=reminder | lines)
v --now "$later" once all 2>>"$base/log"
is "$(v queue list --json | json kind=reminder | lines)" "$n" "no further mail goes there"
like "$(v --now "$later" plan --json | json invoices.0="$cl" skip)" "no contact *" "plan says why"
is "$(v mail list --json | json state=staged id)" "" "nothing is left over"

# ---- bytes that somebody changed after they came ----
text "Hola." | mail cambiado "Cambiado" "To: empresa@empresa.test"
v once fetch 2>>"$base/log"
blob=$(find "$base/store/mail" -type f -name "$(sha256sum <"$base/cambiado.eml" | cut -c 1-64)*")
cp "$blob" "$base/whole" && chmod u+w "$blob" && printf 'y algo mas\n' >>"$blob"
v once work 2>>"$base/log"
like "$(row Cambiado) $(v mail list --json | json state=quarantined reason)" "*no longer those that came*mail replay*" \
	"they are not read as the mail that came"
cat "$base/whole" >"$blob"
v mail replay "$(v mail list --json | json state=quarantined reason id | sed -n 's/.*no longer those.*	//p')" 2>>"$base/log"
pass
is "$(row Cambiado | cut -f 1,2)" "done	other" "put back, they are"
job_finish
