#!/usr/bin/perl
# tests/sat_server.pl FOLDER: SAT's status service on the loopback, as it answers (perl-base is enough). Writes its port to
# FOLDER/port, answers each question as the first word of FOLDER/mode says and appends "METHOD PATH SOAPAction expression"
# to FOLDER/log. Ends with its parent's TERM.
use strict;
use warnings;
use IO::Socket::INET;

my ($folder) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 8, ReuseAddr => 1) or die "$!\n";
my %rows = (
	valid => ['S - Comprobante obtenido satisfactoriamente.', 'Cancelable con aceptación', 'Vigente', '', '200'],
	pending => ['S - Comprobante obtenido satisfactoriamente.', 'Cancelable con aceptación', 'Vigente', 'En proceso', '200'],
	refused => ['S - Comprobante obtenido satisfactoriamente.', 'No cancelable', 'Vigente', 'Solicitud rechazada', '200'],
	cancelled => ['S - Comprobante obtenido satisfactoriamente.', 'Cancelable sin aceptación', 'Cancelado', 'Plazo vencido', '100'],
	'not-found' => ['N - 602: Comprobante no encontrado.', '', 'No Encontrado', '', ''],
	'bad-expression' => ['N - 601: La expresión impresa proporcionada no es válida.', '', 'No Encontrado', '', ''],
);
my $soap = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"';
my $fault = "<s:Envelope $soap><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang=\"es-MX\">"
	. "ActionNotSupported</faultstring></s:Fault></s:Body></s:Envelope>";

sub slurp { my ($path) = @_; open my $in, '<', $path or return ''; local $/; return scalar(<$in>) // '' }

sub field { my ($name, $value) = @_; return length $value ? "<a:$name>$value</a:$name>" : "<a:$name/>" }

sub result {
	my ($code, $cancellable, $state, $cancellation, $efos) = @{ $_[0] };
	return "<s:Envelope $soap><s:Body><ConsultaResponse xmlns=\"http://tempuri.org/\"><ConsultaResult "
		. 'xmlns:a="http://schemas.datacontract.org/2004/07/Sat.Cfdi.Negocio.ConsultaCfdi.Servicio" '
		. 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' . field(CodigoEstatus => $code)
		. field(EsCancelable => $cancellable) . field(Estado => $state)
		. field(EstatusCancelacion => $cancellation)
		. field(ValidacionEFOS => $efos) . '</ConsultaResult></ConsultaResponse></s:Body></s:Envelope>';
}

sub http {
	my ($status, $body, $type, $more) = @_;
	return "HTTP/1.1 $status\r\nContent-Type: " . ($type // 'text/xml; charset=utf-8') . "\r\n" . ($more // '')
		. 'Content-Length: ' . length($body) . "\r\nConnection: close\r\n\r\n$body";
}

my %answers = (
	fault => sub { http('500 Internal Server Error', $fault) },
	busy => sub { http('503 Service Unavailable', '<html>busy</html>', 'text/html') },
	moved => sub { http('302 Found', '', undef, "Location: http://127.0.0.1:1/\r\n") },
	page => sub { http('200 OK', '<html><body>Mantenimiento</body></html>', 'text/html') },
	garbage => sub { http('200 OK', join '', map { chr(($_ * 73) % 256) } 1 .. 3000) },
	doctype => sub { http('200 OK', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') },
	oversized => sub { http('200 OK', '<a>' . 'x' x 1_000_000 . '</a>') },
	empty => sub { http('200 OK', '') },
	close => sub { '' },
	slow => sub { return "" if fork; sleep 5; exit },
	half => sub { substr http('200 OK', result($rows{valid})), 0, 300 },
);

sub request {
	my ($client) = @_;
	my $head = '';
	while (defined(my $line = <$client>)) {
		last if $line =~ /^\r?\n$/;
		$head .= $line;
	}
	my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
	read $client, my $body, $length // 0;
	my ($start) = $head =~ /^(\S+ \S+)/;
	my ($action) = $head =~ /^SOAPAction: *(\S+)/mi;
	my ($expression) = ($body // '') =~ m{<expresionImpresa>(.*?)</expresionImpresa>}s;
	open my $log, '>>', "$folder/log" or die;
	print $log join(' ', $start // '-', $action // '-', $expression // '-'), "\n";
	close $log;
}

$SIG{PIPE} = $SIG{CHLD} = "IGNORE";
open my $port, '>', "$folder/port.new" or die;
print $port $server->sockport, "\n";
close $port;
rename "$folder/port.new", "$folder/port" or die;
while (my $client = $server->accept) {
	request($client);
	my ($mode) = slurp("$folder/mode") =~ /(\S+)/;
	my $answer = $answers{ $mode // '' };
	print $client $answer ? $answer->() : http('200 OK', result($rows{ $mode // 'valid' } || die "mode $mode\n"));
	close $client;
}
