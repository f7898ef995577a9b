# answers.pl debts TABLE OUT: a DTE for each answer of the table (tests/fixtures/answers), each to a client of its own.
# answers.pl replies TABLE OUT < queue list --json: the answers, each to the reminder that its client got.
# answers.pl want TABLE: "code-language state hold until", as the answers must leave their invoices. Perl's base only.
use strict;
use warnings;

my ($what, $table, $out) = @ARGV;
my @languages = qw(es pt en fr);
my @cases;
open my $rows, '<:raw', $table or die "$table: $!\n";
while (<$rows>) {
	chomp;
	next if /^#/ || $_ eq '';
	my ($code, $state, $hold, $until, @texts) = split /\t/;
	push @cases, { name => "$code-$languages[$_]", want => "$state\t$hold\t$until", text => $texts[$_],
		proof => $code eq 'PAID_PROOF' } for 0 .. 3;
}

sub rut
{
	my ($number) = @_;
	my ($sum, $weight) = (0, 2);
	for my $digit (reverse split //, $number) {
		$sum += $digit * $weight;
		$weight = $weight == 7 ? 2 : $weight + 1;
	}
	return $number . '-' . ('0', 'K', reverse 1 .. 9)[$sum % 11];
}

sub put
{
	my ($file, $text) = @_;
	open my $to, '>:raw', "$out/$file" or die "$out/$file: $!\n";
	print $to $text;
	close $to or die "$out/$file: $!\n";
}

sub debt
{
	my ($i) = @_;
	my ($client, $folio) = (rut(77000000 + $i), 5000 + $i);
	put("debt-$i.eml", <<"MAIL");
From: dte\@empresa.test
To: empresa\@empresa.test
Subject: DTE 33 folio $folio
Message-ID: <debt-$i\@empresa.test>
Date: Wed, 25 Nov 2026 09:00:00 -0300
MIME-Version: 1.0
Content-Type: text/xml; name="dte-$folio.xml"
Content-Disposition: attachment; filename="dte-$folio.xml"

<?xml version="1.0" encoding="ISO-8859-1"?>
<EnvioDTE xmlns="http://www.sii.cl/SiiDte" version="1.0"><SetDTE ID="S">
<Caratula version="1.0"><RutEmisor>76543210-3</RutEmisor><RutEnvia>11111111-1</RutEnvia>
<RutReceptor>$client</RutReceptor><FchResol>2014-08-22</FchResol><NroResol>80</NroResol>
<TmstFirmaEnv>2026-11-20T09:00:00</TmstFirmaEnv><SubTotDTE><TpoDTE>33</TpoDTE>
<NroDTE>1</NroDTE></SubTotDTE></Caratula>
<DTE version="1.0"><Documento ID="F${folio}T33"><Encabezado>
<IdDoc><TipoDTE>33</TipoDTE><Folio>$folio</Folio><FchEmis>2026-10-28</FchEmis><FmaPago>2</FmaPago>
<FchVenc>2026-11-27</FchVenc></IdDoc>
<Emisor><RUTEmisor>76543210-3</RUTEmisor><RznSoc>Ventas Andes SpA</RznSoc><GiroEmis>Vinos</GiroEmis>
<Acteco>110200</Acteco><DirOrigen>Camino Real 120</DirOrigen>
<CmnaOrigen>Quinta</CmnaOrigen></Emisor>
<Receptor><RUTRecep>$client</RUTRecep><RznSocRecep>$cases[$i]{name}</RznSocRecep>
<GiroRecep>Bebidas</GiroRecep><CorreoRecep>ana\@c$i.test</CorreoRecep><DirRecep>Uno 1</DirRecep>
<CmnaRecep>Quinta</CmnaRecep></Receptor>
<Totales><MntNeto>1000000</MntNeto><TasaIVA>19</TasaIVA><IVA>190000</IVA>
<MntTotal>1190000</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><NmbItem>Cajas</NmbItem><QtyItem>100</QtyItem>
<PrcItem>10000</PrcItem><MontoItem>1000000</MontoItem></Detalle>
</Documento></DTE></SetDTE></EnvioDTE>
MAIL
}

sub reply
{
	my ($i, $id) = @_;
	my ($tag) = $id =~ /^valija\.(.*)@/;
	my $type = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n";
	my $body = "$type\n$cases[$i]{text}\n";
	$body = "Content-Type: multipart/mixed; boundary=b\n\n--b\n$body--b\nContent-Type: image/png; name=comprobante.png\n" .
		"Content-Disposition: attachment; filename=comprobante.png\nContent-Transfer-Encoding: base64\n\n" .
		"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=\n--b--\n"
		if $cases[$i]{proof};
	put("reply-$i.eml", "From: Ana <ana\@c$i.test>\nTo: empresa+$tag\@empresa.test\nSubject: Re: Factura\n" .
		"In-Reply-To: <$id>\nMessage-ID: <reply-$i\@c$i.test>\nDate: Wed, 25 Nov 2026 12:30:00 -0300\n" .
		"MIME-Version: 1.0\n$body");
}

if ($what eq 'debts') {
	debt($_) for 0 .. $#cases;
} elsif ($what eq 'replies') {
	while (my $line = <STDIN>) {
		my ($i) = $line =~ /"to":\["ana\@c(\d+)\.test"\]/ or next;
		my ($id) = $line =~ /"message_id":"(valija\.[^"]+)"/ or next;
		reply($i, $id);
	}
} else {
	print join("\t", @$_{qw(name want)}), "\n" for sort { $a->{name} cmp $b->{name} } @cases;
}
