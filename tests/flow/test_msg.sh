#!/bin/sh
# Messages in Outlook's own form (.msg), made here by a generator: read alone, in mails and archives, and through a mailbox;
# their files, words and messages inside; damage of every kind, which leaves the mail what it is without them.
. "$(dirname "$0")/job.sh"
job_begin msg
for program in valija-pdf valija-msg tests/flow/make_code; do
	[ -x "$bin/$program" ] || make -s -C "$root" "B=${B:-build/release}" "${B:-build/release}/$program" >&2 || exit 1
done
fixtures=$root/tests/fixtures
cd "$base" || exit 1

has()
{
	count=$((count + 1))
	case $1 in
	*"$2"*) echo "ok $count - $3" ;;
	*)
		echo "not ok $count - $3"
		printf '#   got: %.900s\n#  want: %s\n' "$1" "$2"
		failed=1
		;;
	esac
}

lacks()
{
	case $1 in
	*"$2"*) is "$2" '' "$3" ;;
	*) is '' '' "$3" ;;
	esac
}

look() { "$bin/valija" read "$@" 2>/dev/null; }
msg() { perl "$root/tests/flow/make_msg.pl" "$@"; }
# The value of the first "key":… in a line of JSON.
value() { printf '%s' "$1" | perl -ne 'print $1 // $2 if /"'"$2"'":(?:"((?:[^"\\]|\\.)*)"|([^,}]*))/'; }
# The value of "key":… in what stands behind the documents.
of_document() { value "${1#*\"documents\":}" "$2"; }
paths() { printf '%s' "$1" | perl -ne 'my %seen; print join " ", grep { !$seen{$_}++ } /"path":"([^"]*)"/g'; }

# A mail with files: mail OUT FILE:NAME... Its words are $words.
words='adjunto'
more=
mail()
{
	out=$1
	shift
	{
		printf 'From: Ana <ana@maderas.example>\nTo: facturas@compradora.example\nSubject: factura\n%s' "$more"
		printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\n%s\n' "$words"
		for file; do
			printf -- '--b1\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n'
			printf 'Content-Disposition: attachment; filename="%s"\n\n' "${file#*:}"
			base64 "${file%%:*}"
		done
		printf -- '--b1--\n'
	} >"$out"
}

closed="is a message in Outlook's own form (.msg): save it as .eml, or forward it"
xml=$fixtures/dte/invoice.xml
cfdi=$fixtures/cfdi/cfdi33-latin1.xml
key=$(value "$(look "$xml")" key)
cfdi_key=$(value "$(look "$cfdi")" key)
perl "$root/tests/flow/make_pdf.pl" letter.pdf 'text=Estimados: adjuntamos el contrato.'
perl -e 'print map { chr(32 + $_ * 7 % 90) } 1 .. 9000' >large.txt
printf 'hola\n' >small.txt

# ---- a message by itself ----

msg --subject 'Factura de ñandú' --name 'José Pérez' --address jose@andes.example --to cobranza@maderas.example \
	--date 1790000000 --text '1035=<a.b@andes.example>' --body 'Señores: adjunto la factura.' \
	--file "factura.xml=$xml" --file factura.pdf=letter.pdf --file grande.txt=large.txt --cid logo@andes >whole.msg
got=$(look whole.msg)
is "$(value "$got" kind)" invoice 'a message with an invoice'
is "$(of_document "$got" key)" "$key" 'its key'
is "$(of_document "$got" path)" 2 'where it is'
is "$(of_document "$got" pdf)" 3 'and its PDF, by the name'
has "$got" '"flags":["outlook-message"]' 'whose form it was'
has "$got" '"from":{"name":"José Pérez","address":"jose@andes.example"}' 'who wrote it'
has "$got" '"address":"cobranza@maderas.example"' 'to whom'
has "$got" '"subject":"Factura de ñandú"' 'about what'
has "$got" '"date_instant":1790000000' 'when'
has "$got" '"message_id":"a.b@andes.example"' 'by which name'
has "$got" '"text":"Señores: adjunto la factura.' 'and what'
has "$got" '"name":"grande.txt","type":"text/plain","bytes":9000,"sha256":"'"$(sha256sum <large.txt | cut -c1-64)" \
	'a file of many sectors, as it is'
has "$got" '"content_id":"logo@andes"' 'and its content id'
is "$(value "$(look - <whole.msg)" kind)" "$(value "$got" kind)" 'without a name'

msg --subject 'RE: factura' --name Ana --address ana@andes.example --date 1790000000 \
	--text '1042=<x@maderas.example>' --text '1039=<x@maderas.example>' --body 'Le pagamos mañana.' >reply.msg
got=$(look reply.msg)
is "$(value "$got" kind)" reply 'an answer that somebody saved'
has "$got" '"in_reply_to":"x@maderas.example"' 'knows what it answers'
has "$got" '"code":"PROMISE","date":"2026-09-2' 'and what it promises, by its own day'

msg --transport "Microsoft Mail Internet Headers Version 2.0
Return-Path: <>
From: Correo <mailer-daemon@andes.example>
Subject: =?utf-8?Q?Respuesta_autom=C3=A1tica?=
Message-ID: <auto@andes.example>
In-Reply-To: <x@maderas.example>
Auto-Submitted: auto-replied
Content-Type: text/html;
	charset=utf-7
MIME-Version: 1.0

From: Otro <otro@andes.example>
X-Part: 1" --subject 'otra cosa' --address otro@andes.example --body 'Estoy de vacaciones.' >auto.msg
got=$(look auto.msg)
is "$(value "$got" kind)" auto-reply 'the header that it came with says what it is'
has "$got" '"address":"mailer-daemon@andes.example"' 'and who wrote it'
has "$got" '"subject":"Respuesta automática"' 'before its properties do'
has "$got" '"text":"Estoy de vacaciones.' 'but not what its body is'

# ---- its words ----

printf '<html><body><p>Le pagamos <b>ma\361ana</b>.</p></body></html>' >body.html
msg --subject a --html-page 28591 --html body.html >html.msg
has "$(look html.msg)" '"text":"Le pagamos mañana.' 'HTML, in the code page that it names'
msg --subject a --page 1251 --body 'Счёт оплачен' >cyrillic.msg
has "$(look cyrillic.msg)" '"text":"Счёт оплачен"' 'plain text in another code page'
rtf='{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Se pag\'"'"'f3 ayer, se pag\'"'"'f3 ayer.}'
printf '%s' "$rtf" | perl -e 'local $/; my $rtf = <STDIN>;
	print pack("V2a4V", length($rtf) + 12, length $rtf, "MELA", 0), $rtf' >stored.rtf
# Literals, but "\rtf1\ansi" and the end, which are references into what every such text begins with.
printf '%s' "$rtf" | perl -e 'local $/; my $rtf = <STDIN>; my $at = 207; my @tokens;
	my $reference = sub { my ($from, $n) = @_; push @tokens, [1, pack("n", $from << 4 | $n - 2)]; $at += $n };
	$reference->(0, 11);
	substr($rtf, 0, 11) eq "{\\rtf1\\ansi" or die;
	for my $byte (split //, substr $rtf, 11) { push @tokens, [0, $byte]; $at++ }
	$reference->($at % 4096, 2);
	my $packed = "";
	while (my @run = splice @tokens, 0, 8) {
		my $which = 0;
		$which |= $run[$_][0] << $_ for 0 .. $#run;
		$packed .= chr($which) . join "", map { $_->[1] } @run;
	}
	print pack("V2a4V", length($packed) + 12, length $rtf, "LZFu", 0), $packed' >packed.rtf
for kind in stored packed; do
	msg --subject a --rtf $kind.rtf >rtf.msg
	has "$(look rtf.msg)" '"text":"Se pagó ayer, se pagó ayer.' "RTF, $kind"
done

# ---- 8-bit names ----

msg --page 1252 --subject 'Cotización nº 4' --name 'Íñigo' --address inigo@andes.example --body 'Año nuevo' \
	--file "Facturación año.xml=$xml" >latin.msg
got=$(look latin.msg)
has "$got" '"subject":"Cotización nº 4"' 'a subject in windows-1252'
has "$got" '"name":"Facturación año.xml"' 'a name too'
has "$got" '"from":{"name":"Íñigo"' 'and a person'
is "$(of_document "$got" key)" "$key" 'its file is read'

# ---- attached to a mail ----

mail attached.eml whole.msg:correo.msg
got=$(look attached.eml)
is "$(value "$got" kind)" invoice 'a mail with a message with an invoice'
is "$(of_document "$got" key)" "$key" 'its key'
is "$(of_document "$got" path)" 2/correo.msg/factura.xml 'the way to it'
is "$(of_document "$got" pdf)" 2/correo.msg/factura.pdf 'and to its PDF'
is "$(paths "$got")" '2 2/correo.msg/factura.xml 2/correo.msg/factura.pdf 2/correo.msg/grande.txt' 'its files are listed'
has "$got" '"from":{"name":"Ana","address":"ana@maderas.example"}' 'who wrote the mail'
has "$got" '"text":"adjunto' 'what it says is its own'
has "$got" '"flags":["outlook-message"]' 'and that one was inside'
words=
mail bare.eml reply.msg:respuesta.msg
got=$(look bare.eml)
is "$(value "$got" kind)" other 'an answer that is attached answers nothing'
lacks "$got" 'Le pagamos' 'and its words are not those of the sender'
lacks "$got" 'save it as .eml' 'but nobody is asked to save it'
words=adjunto
set --
for number in 1 2 3 4 5 6 7 8 9 10 11; do set -- "$@" "reply.msg:respuesta$number.msg"; done
mail eleven.eml "$@"
got=$(look eleven.eml)
has "$got" '"limit:pdf_files"' 'one more than are opened is counted'
is "$(value "$got" reason)" "respuesta11.msg $closed" 'and says what to do'
mail bounce.eml auto.msg:aviso.msg whole.msg:correo.msg
is "$(of_document "$(look bounce.eml)" path)" 3/correo.msg/factura.xml 'two messages, one of them with an invoice'

msg --subject fuera --body fuera --file "fuera.xml=$cfdi" --open 'FW: factura' --subject dentro --address a@b.example \
	--body dentro --file "factura.xml=$xml" --open otra --subject hondo --file honda.txt=small.txt --close --close \
	>inside.msg
mail inside.eml inside.msg:cadena.msg
got=$(look inside.eml)
is "$(paths "$got")" '2 2/cadena.msg/fuera.xml 2/cadena.msg/FW_ factura 2/cadena.msg/FW_ factura/factura.xml'" \
2/cadena.msg/FW_ factura/otra 2/cadena.msg/FW_ factura/otra/honda.txt" 'messages in messages: the way to each file'
has "$got" "\"key\":\"$key\"" 'the invoice inside'
has "$got" "\"key\":\"$cfdi_key\"" 'and the one outside'
deep=
for level in 1 2 3 4 5 6 7 8 9; do deep="$deep --open nivel$level --subject s --body b"; done
msg --subject fuera --file "fuera.xml=$xml" $deep >deep.msg
mail deep.eml deep.msg:hondo.msg
got=$(look deep.eml)
is "$(value "$got" kind)" invoice 'messages in messages without end'
has "$got" limit: 'are counted'

msg --subject a --link 'en la red.xml' --file "f.xml=$xml" >link.msg
is "$(of_document "$(look link.msg)" key)" "$key" 'a link beside a file'
{
	printf 'Content-Type: multipart/signed; boundary=s1; protocol="application/pkcs7-signature"; micalg=sha256\n\n'
	printf -- '--s1\nContent-Type: multipart/mixed; boundary=s2\n\n--s2\n\nfirmado\n--s2\nContent-Type: text/xml\n'
	printf 'Content-Disposition: attachment; filename=firmada.xml\nContent-Transfer-Encoding: base64\n\n'
	base64 "$xml"
	printf -- '--s2--\n--s1\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--s1--\n'
} >signed.txt
msg --subject firmado --text 001A=IPM.Note.SMIME.MultipartSigned --signed signed.txt >signed.msg
is "$(of_document "$(look signed.msg)" key)" "$key" 'a signed message is kept whole in one file'

# ---- PDFs inside, archives around ----

"$bin/tests/flow/make_code" PDF417 <"$fixtures/pdf/ted.xml" >ted.code
perl "$root/tests/flow/make_pdf.pl" stamp.pdf 'text=R.U.T.: 77.123.456-9' 'text=FACTURA ELECTRONICA' 'text=N 1234' \
	'text=Total: $ 1.190.000' code=ted.code
msg --subject pdf --file timbre.pdf=stamp.pdf >pdf.msg
got=$(look pdf.msg)
is "$(of_document "$got" key)" CL:77123456-9:33:1234 'a PDF inside is opened'
lacks "$got" pdf-unread 'nothing is left unread'
mail pdf.eml pdf.msg:a.msg
is "$(of_document "$(look pdf.eml)" pdf)" 2/a.msg/timbre.pdf 'where it was'
archive()
{
	perl -MIO::Compress::Zip=:all -e 'my ($out, $name, $file) = @ARGV;
		zip $file => $out, Name => $name or die $ZipError' "$@"
}
archive correos.zip noviembre/correo.msg whole.msg
got=$(look correos.zip)
is "$(of_document "$got" path)" noviembre/correo.msg/factura.xml 'a message in an archive'
mail zip.eml correos.zip:correos.zip
is "$(of_document "$(look zip.eml)" path)" 2/correos.zip/noviembre/correo.msg/factura.xml 'in a mail'
msg --subject dentro --body d --file correos.zip=correos.zip >holds.msg
is "$(of_document "$(look holds.msg)" path)" 2/correos.zip/noviembre/correo.msg/factura.xml 'in a message'

# ---- what is damaged ----

printf 'PK' >broken.msg
for how in 'cut=0' 'cut=600' 'fat-loop' 'fat-away' 'huge' 'tree-loop'; do
	msg --subject roto --body roto --file "factura.xml=$xml" --file grande.txt=large.txt --damage "$how" >broken.msg
	[ "$how" != cut=0 ] || printf '\320\317\021\340\241\261\032\341' >broken.msg
	[ "$how" != cut=600 ] || { head -c 600 whole.msg; tail -c +1537 whole.msg; } >broken.msg
	mail broken.eml broken.msg:roto.msg "$cfdi:cfdi.xml"
	got=$(look broken.eml)
	has "$got" "\"key\":\"$cfdi_key\"" "$how: what lies beside it is read"
done
for how in mini-loop huge-mini tree-shared; do
	msg --subject roto --body roto --file "chico.xml=small.txt" --damage "$how" >broken.msg
	mail broken.eml broken.msg:roto.msg
	has 'other invoice quarantine' "$(value "$(look broken.eml)" kind)" "$how: comes to an end"
done
msg --subject roto --file grande.txt=large.txt --damage fat-loop >broken.msg
mail broken.eml broken.msg:roto.msg
got=$(look broken.eml)
is "$(value "$got" kind)" other 'one that cannot be read leaves the mail what it is'
is "$(value "$got" reason)" "roto.msg $closed" 'and says what to do'
has "$got" '"flags":["outlook-message"]' 'flagged as ever'
mail beside.eml broken.msg:roto.msg "$xml:f.xml"
got=$(look beside.eml)
is "$(value "$got" kind)" invoice 'beside an invoice'
has "$got" "$closed" 'it is told in a warning'
has "$got" partly-read 'and flagged'
got=$(look broken.msg)
is "$(value "$got" kind)" quarantine 'alone it is set aside'
has "$got" "broken.msg $closed" 'with what to do'

# Cut at every size: an answer each time, and never another document than the one.
msg --subject corte --body corte --file "factura.xml=$xml" --file grande.txt=large.txt --open dentro --subject s \
	--file chico.txt=small.txt --close >cut.msg
size=$(wc -c <cut.msg)
mkdir cuts
at=0
while [ "$at" -lt "$size" ]; do
	head -c "$at" cut.msg >"cuts/$(printf %06d $at).msg"
	at=$((at + 509))
done
look cuts/*.msg >cuts.json
is "$(wc -l <cuts.json)" "$(ls cuts | wc -l)" 'cut at many places: an answer each time'
is "$(grep -c '"kind":"\(invoice\|quarantine\|other\)"' cuts.json)" "$(ls cuts | wc -l)" 'of a kind that it may have'
is "$(grep -o '"key":"[^"]*"' cuts.json | grep -vc "\"$key\"")" 0 'and no other document than the one'
is "$(perl -ne '$n += /save it as .eml/ || /neither a mail/ || /"kind":"invoice"/; END { print $n }' cuts.json)" \
	"$(ls cuts | wc -l)" 'none is lost in silence'

# ---- limits ----

printf '[limits]\nmessage_bytes = 40000\n' >small.conf
perl -e 'print "x" x 60000' >wide.txt
got=$("$bin/valija-msg" 26214400 40000 60000 536870912 0 <whole.msg 2>/dev/null | cat | tail -n 1)
is "$got" '--=_inside1--'"$(printf '\r')" 'an answer is a whole message'
msg --subject ancho --file "factura.xml=$xml" --file ancho.txt=wide.txt >wide.msg
("$bin/valija-msg" 26214400 40000 60000 536870912 0 <wide.msg; echo "status $?" >status) 2>/dev/null | cat >wide.eml
is "$(cat status)" 'status 5' 'what does not fit is told'
has "$(look wide.eml)" "\"key\":\"$key\"" 'what fits is there'
("$bin/valija-msg" 1000 40000 60000 536870912 0 <wide.msg; echo "status $?" >status) 2>/dev/null | cat >/dev/null
is "$(cat status)" 'status 4' 'a file that is too large is refused'
("$bin/valija-msg" 26214400 40000 60000 536870912 0 <small.txt; echo "status $?" >status) 2>/dev/null | cat >none
is "$(cat status; cat none)" 'status 6' 'what is none gives nothing'
perl -e 'print map { chr($_ * 31 % 256) } 1 .. 8000000' >huge.bin
msg --subject ancho --file huge.bin=huge.bin --file "factura.xml=$xml" >huge.msg
got=$(look huge.msg)
is "$(of_document "$got" key)" "$key" 'one with a list of sectors of its table'
has "$got" "\"sha256\":\"$(sha256sum <huge.bin | cut -c1-64)\"" 'byte by byte'

# Without the executable everything is as it is kept.
mkdir alone
ln -s "$bin/valija" alone/valija
cp "$bin/valija" alone/valija.real && rm alone/valija && mv alone/valija.real alone/valija
got=$(alone/valija read attached.eml 2>/dev/null)
is "$(value "$got" kind)" other 'without the executable'
is "$(value "$got" reason)" "correo.msg $closed" 'it stays closed, and says so'
has "$got" '"flags":["outlook-message"]' 'flagged'

# ---- through a mailbox, to an invoice, and out again ----

job_sur <<-CONFIG
[policy p]
minimum_trust = unsigned
confirm = no
CONFIG
words='Te reenvío el correo del cliente.'
mail "$base/attached.eml" whole.msg:correo.msg
deliver "$base/attached.eml"
day 2026-11-24 once all
is "$(v mail list --json | json outcome state documents)" "invoice	done	1" 'a mail in a mailbox'
is "$(v invoice list --json | json key)" "$key" 'is an invoice of the ledger'
status 0 'its evidence' "$valija" -q -c "$base/valija.conf" evidence "$key" -o "$base/one.zip"
mkdir one && (cd one && perl "$root/tests/flow/unzip.pl" "$base/one.zip")
is "$(cat one/documents/*.xml | sha256sum)" "$(sha256sum <"$xml")" 'has the XML out of the message, byte by byte'
is "$(cat one/documents/*.pdf | sha256sum)" "$(sha256sum <letter.pdf)" 'and the PDF'
is "$(cat one/mails-in/* | sha256sum)" "$(sha256sum <attached.eml)" 'and the mail, as it came'
sed 's/>1234</>1235</' "$xml" >other.xml
msg --subject otra --body b --file other.xml=other.xml >import.msg
status 0 'a message is imported' "$valija" -q -c "$base/valija.conf" import import.msg
day 2026-11-24 once work
is "$(v mail list --json | json subject=otra outcome documents)" "invoice	1" 'and read like a mail'
is "$(v verify 2>&1)" '' 'the store is sound'
job_finish
