#!/bin/sh
# The demo's mails, dated around today: mails.sh OUT writes OUT/1-….eml and so on. Own fixtures, invented companies.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
out=$1
mkdir -p "$out"

day() { date -u -d "$1" +%Y-%m-%d; }

# fill FILE: the fixture with its dates.
fill()
{
	sed -e "s/@TODAY@/$(day today)/g" -e "s/@ISSUED@/$(day '28 days ago')/g" -e "s/@DUE@/$(day '2 days')/g" \
		-e "s/@LATER@/$(day '30 days')/g" -e "s/@TERMS@/31/g" "$here/$1"
}

# pdf LINE…: one page with these lines; offsets of the cross-reference table are counted, not guessed.
pdf()
{
	page="BT /F1 16 Tf 60 760 Td"
	for line; do
		page="$page ($line) Tj 0 -26 Td"
	done
	page="$page ET"
	perl -e '
		my ($page, $offset, @at) = (shift, 0);
		my @objects = ("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
			"<</Length " . length($page) . ">>\nstream\n$page\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
		my $file = "%PDF-1.4\n";
		for my $i (0 .. $#objects) {
			push @at, length $file;
			$file .= ($i + 1) . " 0 obj\n$objects[$i]\nendobj\n";
		}
		my $start = length $file;
		$file .= "xref\n0 6\n0000000000 65535 f \n" . join("", map { sprintf "%010d 00000 n \n", $_ } @at);
		print $file, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n$start\n%%EOF\n";' "$page"
}

# head SUBJECT ID: the header of a mail with parts.
head_of()
{
	cat <<-MAIL
	From: Facturacion <dte@empresa.test>
	To: empresa@empresa.test
	Subject: $1
	Date: $(date -uR)
	Message-ID: <demo-$2-$$@empresa.test>
	MIME-Version: 1.0
	Content-Type: multipart/mixed; boundary="corte-$2"

	--corte-$2
	Content-Type: text/plain; charset=utf-8
	Content-Transfer-Encoding: 8bit

	Se adjunta el documento.

	MAIL
}

# part ID TYPE NAME: one base64 part from standard input.
part()
{
	printf -- '--corte-%s\nContent-Type: %s; name="%s"\n' "$1" "$2" "$3"
	printf 'Content-Disposition: attachment; filename="%s"\nContent-Transfer-Encoding: base64\n\n' "$3"
	base64
	printf '\n'
}

{
	head_of "DTE 33 folio 1042" 1
	fill factura-33.xml | iconv -f UTF-8 -t ISO-8859-1 | part 1 text/xml dte_76543210_33_1042.xml
	pdf "FACTURA ELECTRONICA N 1042" "R.U.T. 76.543.210-3  Vina Nuble Andes SpA" "Total \$ 1.190.000" |
		part 1 application/pdf dte_76543210_33_1042.pdf
	echo "--corte-1--"
} >"$out/1-dte-33.eml"
{
	head_of "CFDI N-318" 2
	fill cfdi-ppd.xml | part 2 application/xml N-318.xml
	pdf "FACTURA N-318" "MADERAS DEL NORTE" "Total 11,600.00 MXN" | part 2 application/pdf N-318.pdf
	echo "--corte-2--"
} >"$out/2-cfdi-ppd.eml"
{
	head_of "Complemento de pago P-52" 3
	fill cfdi-pago.xml | part 3 application/octet-stream P-52.xml
	echo "--corte-3--"
} >"$out/3-cfdi-pago.eml"
{
	head_of "Envio de tres documentos" 4
	fill tres-dte.xml | iconv -f UTF-8 -t ISO-8859-1 | part 4 application/octet-stream EnvioDTE.xml
	echo "--corte-4--"
} >"$out/4-tres-dte.eml"
cat >"$out/5-propaganda.eml" <<-MAIL
	From: Ofertas <ofertas@tienda.test>
	To: empresa@empresa.test
	Subject: Solo por hoy: 50 % en sillas
	Date: $(date -uR)
	Message-ID: <demo-5-$$@tienda.test>
	Content-Type: text/plain; charset=utf-8
	Content-Transfer-Encoding: 8bit

	No se pierda nuestras ofertas de temporada.
MAIL
{
	head_of "DTE danado" 6
	fill broken.xml | part 6 text/xml dte_roto.xml
	echo "--corte-6--"
} >"$out/6-xml-roto.eml"
