# invoices.pl OUT FILE.csv: invoices of ten customers over ten months into OUT, the payments of most into the file.
use strict;
use warnings;

my ($out, $csv) = @ARGV;
my @names = ('Constructora Ñuble Limitada', 'Ferretería Quilapán', 'Muebles Aconcagua SpA', 'Barraca Los Aromos',
	'Inmobiliaria Punta Lobos S.A.', 'Casas Prefabricadas del Maule', 'Cooperativa Agrícola Itata',
	'Hotelera Lago Ranco', 'Astilleros Corral', 'Mueblería &amp; Tapicería "Doña Inés"');
my ($folio, @paid) = (1000);

sub rut
{
	my ($number) = @_;
	my ($sum, $factor) = (0, 2);
	for (reverse split //, $number) { $sum += $_ * $factor; $factor = $factor == 7 ? 2 : $factor + 1 }
	return "$number-" . (0, 'K', 9, 8, 7, 6, 5, 4, 3, 2, 1)[$sum % 11];
}

sub invoice
{
	my ($number, $issued, $due, $total, $rut, $name) = @_;
	open my $file, '>', "$out/$number.xml" or die "$out/$number.xml: $!";
	print $file <<"XML";
<?xml version="1.0" encoding="UTF-8"?>
<EnvioDTE xmlns="http://www.sii.cl/SiiDte" version="1.0">
<SetDTE ID="S">
<Caratula version="1.0"><RutEmisor>77123456-9</RutEmisor><RutEnvia>11222333-9</RutEnvia>
<RutReceptor>$rut</RutReceptor><FchResol>2014-08-22</FchResol><NroResol>80</NroResol>
<TmstFirmaEnv>${issued}T10:00:00</TmstFirmaEnv></Caratula>
<DTE version="1.0"><Documento ID="D$number">
<Encabezado>
<IdDoc><TipoDTE>33</TipoDTE><Folio>$number</Folio>
<FchEmis>$issued</FchEmis><FmaPago>2</FmaPago><FchVenc>$due</FchVenc></IdDoc>
<Emisor><RUTEmisor>77123456-9</RUTEmisor><RznSoc>Maderas del Sur</RznSoc><GiroEmis>Aserradero</GiroEmis></Emisor>
<Receptor><RUTRecep>$rut</RUTRecep><RznSocRecep>$name</RznSocRecep></Receptor>
<Totales><MntExe>$total</MntExe><MntTotal>$total</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><IndExe>1</IndExe><NmbItem>Pino</NmbItem><MontoItem>$total</MontoItem></Detalle>
</Documento></DTE></SetDTE></EnvioDTE>
XML
}

# 28 days to a month are enough.
sub day
{
	my ($month, $day) = @_;
	$month += int $day / 28;
	return sprintf '%d-%02d-%02d', 2025 + int $month / 12, $month % 12 + 1, $day % 28 + 1;
}

for my $customer (0 .. $#names) {
	for my $month (0 .. 9) {
		next if ($customer * 7 + $month * 3) % 4 == 1;
		my $day = ($customer * 5 + $month) % 24;
		my $total = 119000 * (1 + ($customer ** 2 + 3 * $month) % 23) + 1190 * $month;
		my $rut = rut(61234567 + 1234567 * $customer);
		invoice(++$folio, day($month + 7, $day), day($month + 8, $day), $total, $rut, $names[$customer]);
		my $settled = $customer == 4 ? $month < 3 : $customer == 7 ? $month < 6 : $month < 8 - $customer % 2;
		my $paid = day($month + 8, $day + $customer);
		push @paid, "P$folio,$paid,33-$folio,CLP,$total\n" if $settled;
	}
}
open my $file, '>', $csv or die "$csv: $!";
print $file "reference,date,invoice,currency,amount\n", @paid;
