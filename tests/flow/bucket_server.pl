# A bucket that answers as it is told: plain HTTP on 127.0.0.1, one request a connection, no signature is looked at.
#   bucket_server.pl FOLDER
# Its port is in FOLDER/port. What is put lies under FOLDER/objects. For each request the first line of FOLDER/answers is
# taken away and done; without one the request is served as a bucket does:
#   STATUS CODE    an error of that code; "-": a page without one
#   ok             as without one
#   cut            half of the body, then the connection ends
#   short          half of the body, as if that were all
# Ends on SIGTERM. Only perl-base is needed.
use strict;
use warnings;
use IO::Socket::INET;

my ($folder) = @ARGV;
die "usage: bucket_server.pl FOLDER\n" unless defined $folder;
mkdir "$folder/objects";
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64) or die "$@\n";
put("$folder/port", $listener->sockport . "\n");

sub put
{
	my ($name, $bytes) = @_;
	open(my $out, '>', "$name.new") or die "$name: $!\n";
	print $out $bytes;
	close($out);
	rename("$name.new", $name) or die "$name: $!\n";
}

sub get
{
	my ($name) = @_;
	open(my $in, '<', $name) or return;
	local $/;
	return readline($in) // '';
}

sub next_answer
{
	my ($first, $rest) = split(/\n/, get("$folder/answers") // '', 2);
	put("$folder/answers", $rest // '') if length($first // '');
	return $first // '';
}

sub answer
{
	my ($client, $status, $body, $half) = @_;
	my $length = length $body;
	$body = substr($body, 0, $length / 2) if $half;
	$length = length $body if $half eq 'short';
	print $client "HTTP/1.1 $status X\r\nContent-Length: $length\r\nETag: \"x\"\r\nConnection: close\r\n\r\n$body";
}

sub serve
{
	my ($client) = @_;
	my ($method, $path) = (readline($client) // '') =~ m{^(\w+) (\S+)} or return;
	my ($length, $line) = (0, '');
	while (defined($line = readline($client)) && $line =~ /\S/) {
		$length = $1 if $line =~ /^content-length: (\d+)/i;
	}
	read($client, my $body, $length) if $length;
	my $told = next_answer();
	my ($status, $code) = $told =~ /^(\d+) (\S+)/;
	my $page = ($code // '-') eq '-' ? '<html>Not here</html>' : "<Error><Code>$code</Code><Message>as told</Message></Error>";
	return answer($client, $status, $page, '') if $status;
	(my $name = "$folder/objects$path") =~ s{(?<=objects/)(.*)}{my $s = $1; $s =~ tr{/}{_}; $s}e;
	return put($name, $body // ''), answer($client, 200, '', '') if $method eq 'PUT';
	my $object = get($name);
	return answer($client, 404, '<Error><Code>NoSuchKey</Code></Error>', '') unless defined $object;
	answer($client, 200, $object, $told);
}

$SIG{PIPE} = 'IGNORE';
while (my $client = $listener->accept) {
	serve($client);
	close($client);
}
