#!/bin/sh
# PDFs and winmail.dat through `valija read`: made here, hostile, and the corpus where it is. The small executables are
# confined, are killed at their limits, and the reading goes on.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${B:-build/release}
corpus=${VALIJA_CORPUS:-$root/../shared/corpus}
fixtures=$root/tests/fixtures
count=0
failed=0
for program in valija valija-pdf valija-tnef tests/flow/make_code tests/flow/confined_try; do
	[ -x "$bin/$program" ] || make -s -C "$root" "B=${B:-build/release}" "${B:-build/release}/$program" >&2 || exit 1
done
base=$(mktemp -d /tmp/vpdf.XXXXXX)
trap 'rm -rf "$base"' EXIT
trap 'exit 1' INT TERM
cd "$base" || exit 1

is()
{
	count=$((count + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $count - $3"
	else
		echo "not ok $count - $3"
		printf '#   got: %s\n#  want: %s\n' "$1" "$2"
		failed=1
	fi
}

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

skip()
{
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

look() { "$bin/valija" read "$@" 2>/dev/null; }
pdf() { perl "$root/tests/flow/make_pdf.pl" "$@"; }
# The value of the first "key":… in a line of JSON.
value() { printf '%s' "$1" | perl -ne 'print $1 // $2 if /"'"$2"'":(?:"((?:[^"\\]|\\.)*)"|([^,}]*))/'; }

# A mail with files: mail OUT FILE:NAME...
mail()
{
	out=$1
	shift
	{
		printf 'From: ventas@maderas.example\nTo: facturas@compradora.example\nSubject: factura\n'
		printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\nadjunto\n'
		for file; do
			printf -- '--b1\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n'
			printf 'Content-Disposition: attachment; filename="%s"\n\n' "${file#*:}"
			base64 "${file%%:*}"
		done
		printf -- '--b1--\n'
	} >"$out"
}

# ---- what a PDF says ----

"$bin/tests/flow/make_code" PDF417 <"$fixtures/pdf/ted.xml" >ted.code
uuid=5C7B2A10-3D4E-4F60-9A1B-2C3D4E5F6071
printf 'https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?id=%s&re=MAD010101AB1&rr=COM020202CD2&tt=1160.50&fe=AbCdEf==' \
	$uuid | "$bin/tests/flow/make_code" QRCode >qr.code

pdf stamp.pdf 'text=R.U.T.: 77.123.456-9' 'text=FACTURA ELECTRONICA' 'text=N 1234' 'text=Total: $ 1.190.000' code=ted.code
got=$(look stamp.pdf)
is "$(value "$got" kind)" invoice 'a PDF with its stamp is an invoice to look at'
is "$(value "$got" key)" CL:77123456-9:33:1234 'key of the stamp'
has "$got" '"format":"pdf"' 'its format is pdf'
has "$got" '"total":"1190000"' 'total of the stamp'
has "$got" '"effect":"none"' 'it changes no debt'
has "$got" '{"check":"ted-frmt","result":"ok"' 'the issuer signed it'
has "$got" '{"check":"ted-match","result":"ok"' 'and it is what is printed'
case $got in *pdf-unread*) is unread opened 'nothing is left unread' ;; *) is 1 1 'nothing is left unread' ;; esac
bytes=$("$bin/valija-pdf" 20971520 1048576 60000 536870912 20 <stamp.pdf 2>/dev/null | cat | perl -MMIME::Base64 -ne \
	'print decode_base64($1) if /"code":"PDF417".*"bytes":"([^"]*)"/')
is "$bytes" "$(cat "$fixtures/pdf/ted.xml")" 'the bytes of the stamp, one by one'

pdf foreign.pdf 'text=R.U.T.: 76.192.083-9' 'text=FACTURA ELECTRONICA' 'text=N 77' code=ted.code
got=$(look foreign.pdf)
is "$(value "$got" key)" CL:76192083-9:33:77 'a stamp of another invoice gives no key'
is "$(value "$got" verdict)" altered 'and speaks against the paper'

pdf qr.pdf 'text=FACTURA' code=qr.code
got=$(look qr.pdf)
is "$(value "$got" key)" MX:$uuid 'key of the QR code'
has "$got" '"total":"1160.5"' 'total of the QR code'

pdf text.pdf 'text=RUT: 77.123.456-9' 'text=NOTA DE CREDITO ELECTRONICA' 'text=N 12' 'text=Total: 5.000'
got=$(look text.pdf)
is "$(value "$got" key)" CL:77123456-9:61:12 'key of the printed text'
has "$got" 'nothing of it is proven' 'which proves nothing'

pdf letter.pdf 'text=Estimados: adjuntamos el contrato.'
got=$(look letter.pdf)
is "$(value "$got" kind)" other 'a letter is no invoice'

xml=$(find "$fixtures/dte" -name '*.xml' | sort | while read -r file; do
	[ "$(value "$(look "$file")" effect)" = debt ] && echo "$file" && break
done)
pdf inside.pdf 'text=factura' "embed=../../f.xml:$xml"
got=$(look inside.pdf)
is "$(value "$got" key)" "$(value "$(look "$xml")" key)" 'an XML inside is read'
has "$got" '"path":"f.xml"' 'its name leads nowhere'

# ---- in mails ----

mail alone.eml stamp.pdf:factura.pdf
got=$(look alone.eml)
is "$(value "$got" kind)" invoice 'a mail with a PDF alone'
has "$got" '"pdf":"2"' 'the PDF is where it was'
mail pair.eml "$xml:dte.xml" stamp.pdf:otro.pdf letter.pdf:contrato.pdf
got=$(look pair.eml)
has "$got" 'CL:77123456-9:33:1234' 'a PDF that no XML pairs with is opened'
mail name.eml "$xml:dte.xml" stamp.pdf:dte.pdf
got=$(look name.eml)
case $got in *CL:77123456-9:33:1234*) is opened closed 'a PDF that pairs by name stays closed' ;; *) is 1 1 'a PDF that pairs by name stays closed' ;; esac

# ---- winmail.dat whose text is RTF ----

# winmail KIND <rtf: as Outlook writes it, stored (MELA) or compressed (LZFu, of literals)
winmail()
{
	perl -e 'my $kind = shift; binmode STDIN; binmode STDOUT; local $/; my $rtf = <STDIN>;
		my $body = $kind eq "MELA" ? $rtf : join "", map { "\0$_" } $rtf =~ /(.{1,8})/gs;
		my $stream = pack("V2a4V", length($body) + 12, length $rtf, $kind, 0) . $body;
		my $value = $stream . "\0" x (-length($stream) % 4);
		my $properties = pack("VvvVV", 1, 0x0102, 0x1009, 1, length $stream) . $value;
		sub attribute { my ($id, $data) = @_; pack("CVV", 1, $id, length $data) . $data .
			pack("v", unpack("%16C*", $data)) }
		print pack("Vv", 0x223e9f78, 1), attribute(0x00089006, pack "V", 0x10000),
			attribute(0x00069003, $properties)' "$1"
}
printf '%s' '{\rtf1\ansi\ansicpg1252\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}Le pagamos ma\'"'"'f1ana.' \
	'{\*\htmltag72 </p><p>De: Cobranza &lt;c@maderas.example&gt;<br>Asunto: factura</p>}}' >answer.rtf
for kind in MELA LZFu; do
	winmail $kind <answer.rtf >winmail.dat
	has "$(look winmail.dat)" '"reply":"Le pagamos mañana.' "the text of a winmail.dat alone, $kind"
	{
		printf 'From: Ana <ana@andes.example>\nTo: cobranza@maderas.example\nSubject: RE: factura\n'
		printf 'Date: Tue, 24 Nov 2026 22:30:00 -0300\nIn-Reply-To: <x@maderas.example>\nMIME-Version: 1.0\n'
		printf 'Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n'
		base64 winmail.dat
	} >tnef.eml
	got=$(look tnef.eml)
	has "$got" '"code":"PROMISE","date":"2026-11-25"' "what it answers, by the day of the mail around it, $kind"
done
printf 'x' | winmail LZFu | head -c 150 >cut.dat
has 'other quarantine' "$(value "$(look cut.dat)" kind)" 'one that is cut'

# ---- in archives ----

# archive OUT NAME=FILE...
archive()
{
	perl -MIO::Compress::Zip=:all -e 'my $out = shift;
		my $zip = IO::Compress::Zip->new($out, Name => (split /=/, $ARGV[0])[0]) or die;
		for my $i (0 .. $#ARGV) {
			my ($name, $file) = split /=/, $ARGV[$i], 2;
			$zip->newStream(Name => $name) if $i;
			open my $in, "<", $file or die $file;
			local $/;
			$zip->print(scalar readline $in);
		}
		close $zip' "$@"
}
archive alone.zip noviembre/factura.pdf=stamp.pdf carta.pdf=letter.pdf
got=$(look alone.zip)
is "$(value "$got" kind)" invoice 'an archive with a PDF alone'
has "$got" '"pdf":"noviembre/factura.pdf"' 'where it was in it'
has "$got" '"mail":null' 'is no mail'
has "$got" '"files":[{"name":"factura.pdf","type":"application/pdf"' 'its files are told'
case $got in *pdf-unread*) is unread opened 'nothing of it is left unread' ;; *) is 1 1 'nothing of it is left unread' ;; esac
archive pair.zip dte.xml="$xml" dte.pdf=stamp.pdf
got=$(look pair.zip)
has "$got" '"pdf":"dte.pdf"' 'a pair in an archive'
case $got in *CL:77123456-9:33:1234*) is opened closed 'stays closed' ;; *) is 1 1 'stays closed' ;; esac
mail zip.eml alone.zip:facturas.zip
has "$(look zip.eml)" '"pdf":"2/facturas.zip/noviembre/factura.pdf"' 'an archive in a mail'
if [ -r "$corpus/mail/koodaamo__tnefparse/tests/examples/umlaut.tnef" ]; then
	archive tnef.zip winmail.dat="$corpus/mail/koodaamo__tnefparse/tests/examples/umlaut.tnef"
	has "$(look tnef.zip)" '"path":"winmail.dat/' 'a winmail.dat in an archive'
else
	skip 'a winmail.dat in an archive' 'no corpus beside the checkout'
fi

# ---- hostile ----

: >empty.pdf
is "$(value "$(look empty.pdf)" kind)" quarantine 'an empty file'
head -c 500 stamp.pdf >cut.pdf
got=$(look cut.pdf)
has 'quarantine other' "$(value "$got" kind)" 'a PDF cut short'
printf '%%PDF-1.7\nrubbish' >damaged.pdf
is "$(value "$(look damaged.pdf)" reason)" 'the PDF is damaged' 'a PDF of rubbish'
pdf huge.pdf box=99999999,99999999 code=qr.code
has 'invoice other' "$(value "$(look huge.pdf)" kind)" 'a page of 1,400 kilometres'
pdf many.pdf pages=30 'text=hoja'
has "$(look many.pdf)" limit:pdf_pages 'more pages than are looked at'
pdf script.pdf 'raw=/OpenAction<</S/JavaScript/JS(app.alert(1))>>'
has "$(look script.pdf)" pdf-javascript 'a script is told, not run'
perl -e 'print "[" x 300000' >nested
pdf deep.pdf "raw=/X $(cat nested)" 2>/dev/null || perl -e 'print "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X ", "[" x 300000, "\n"' >deep.pdf
got=$(look deep.pdf stamp.pdf)
is "$(printf '%s\n' "$got" | wc -l | tr -d ' ')" 2 'arrays in arrays, and the file behind it'
has "$got" CL:77123456-9:33:1234 'which is read as ever'
mail five.eml stamp.pdf:a.pdf letter.pdf:b.pdf damaged.pdf:c.pdf
got=$(look five.eml)
is "$(value "$got" kind)" invoice 'one that cannot be read beside one that can'
has "$got" pdf-damaged 'is told'
mail eleven.eml letter.pdf:1.pdf letter.pdf:2.pdf letter.pdf:3.pdf letter.pdf:4.pdf letter.pdf:5.pdf letter.pdf:6.pdf \
	letter.pdf:7.pdf letter.pdf:8.pdf letter.pdf:9.pdf letter.pdf:10.pdf letter.pdf:11.pdf
has "$(look eleven.eml)" limit:pdf_files 'more PDFs than are opened'

# ---- confined ----

try() { printf '%s' "$1" | "$bin/tests/flow/confined_try" 100 100 500 268435456 0 2>/dev/null; }
is "$(try open)" refused 'no file can be opened'
is "$(try write)" refused 'no file can be made'
for deed in socket exec fork; do
	(try $deed) >/dev/null 2>&1
	is $? 159 "$deed: killed by the filter"
done
(try time) >/dev/null 2>&1
is $? 155 'killed at its processor time'
if [ "${VARIANT:-release}" = asan ]; then
	skip 'killed at its memory' 'the sanitizer needs address space without end'
else
	(try memory) >/dev/null 2>&1
	has '133 134 159' $? 'ended at its memory'
fi
head -c 101 stamp.pdf | "$bin/tests/flow/confined_try" 100 100 500 268435456 0
is $? 4 'a part larger than it may be is not read'

# ---- the corpus ----

if [ -d "$corpus/dte/samples/pdf" ]; then
	keys=0
	stamps=0
	tail -n +2 "$corpus/dte/samples/pdf/EXPECTED.tsv" >expected
	while IFS='	' read -r path key _ _ _; do
		[ "$(value "$(look "$corpus/dte/$path")" key)" = "$key" ] && keys=$((keys + 1))
		stamps=$((stamps + 1))
	done <expected
	is "$keys of $stamps" "6 of 6" 'DTE PDFs: the printed key, never the demonstration stamp'
	codes=0
	tail -n +2 "$corpus/cfdi/pdf/EXPECTED.tsv" >expected
	while IFS='	' read -r path text; do
		got=$("$bin/valija-pdf" 20971520 1048576 60000 536870912 20 <"$corpus/cfdi/pdf/$path" 2>/dev/null | cat |
			perl -MMIME::Base64 -ne 'print decode_base64($1) if /"code":"QRCode".*"bytes":"([^"]*)"/')
		[ "$got" = "$text" ] && codes=$((codes + 1))
	done <expected
	is "$codes of 2" '2 of 2' 'CFDI PDFs: the text of the QR code'
	ended=0
	for file in "$corpus"/mail/crafted/pdf/*.pdf; do
		got=$(look "$file")
		[ -n "$(value "$got" kind)" ] && ended=$((ended + 1))
	done
	is $ended 5 'crafted PDFs: each ends with an answer'
	files=$(look "$corpus"/mail/jstedfast__MimeKit/UnitTests/TestData/tnef/*.tnef | perl -ne \
		'print join(" ", map { $_ } /"name":"([^"]+)","type"/g), "\n"' | tr '\n' ' ')
	has "$files" 'VIA_Nytt_1402.doc VIA_Nytt_1402.pdf VIA_Nytt_14021.htm' 'winmail.dat: files as an object'
	has "$files" 'generpts.src TechlibDEC99.doc TechlibDEC99-JAN00.doc TechlibNOV99.doc' 'winmail.dat: four files'
	has "$files" 'allproductsmar2000.dat' 'winmail.dat: a long name'
	has "$(look "$corpus/mail/koodaamo__tnefparse/tests/examples/umlaut.tnef")" 'UmlautAnhang-äüö.txt' \
		'winmail.dat: a name beyond ASCII'
	has "$(look "$corpus/mail/dinhvh__libetpan/unittest/plaintext-rendering/data/input/1808-winmail-dat.eml")" \
		'"path":"2/winmail.dat/GIR - LINUX.doc"' 'winmail.dat in a mail: the path of its file'
else
	skip 'corpus' 'it is not here'
fi

echo "1..$count"
exit $failed
