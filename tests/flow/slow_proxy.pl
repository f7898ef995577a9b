# Stands between clients and a server on loopback as a long line would: what is sent arrives MS milliseconds later, either
# way, over as many connections as are made.   slow_proxy.pl PORT_FILE TARGET_PORT MS PEAK_FILE
# Writes its port to PORT_FILE, and to PEAK_FILE the most connections that were open at once, whenever that grows. When
# PEAK_FILE is gone it begins anew. Ends on SIGTERM. Only perl-base is needed.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Socket qw(IPPROTO_TCP TCP_NODELAY);
use Time::HiRes qw(time);

my ($file, $target, $ms, $peak_file) = @ARGV;
die "usage: slow_proxy.pl PORT_FILE TARGET_PORT MS PEAK_FILE\n" unless defined $peak_file;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64) or die "$@\n";
my $ready = IO::Select->new($listener);
my %other; # of each socket of a pair
my @late;  # [when, socket, bytes; '' for the end]
my $peak = 0;

sub say_to
{
	my ($name, $what) = @_;
	open(my $out, '>', "$name.new") or die "$name: $!\n";
	print $out $what, "\n";
	close($out);
	rename("$name.new", $name) or die "$name: $!\n";
}

sub begin
{
	my $client = $listener->accept or return;
	my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $target) or return;
	setsockopt($_, IPPROTO_TCP, TCP_NODELAY, 1) for $client, $server;
	@other{$client, $server} = ($server, $client);
	$ready->add($client, $server);
	$peak = 0 unless -e $peak_file;
	my $open = keys(%other) / 2;
	say_to($peak_file, $peak = $open) if $open > $peak;
}

sub finish
{
	my ($socket) = @_;
	my $peer = delete $other{$socket} or return;
	delete $other{$peer};
	$ready->remove($socket, $peer);
	close($_) for $socket, $peer;
}

sub take
{
	my ($from) = @_;
	my $to = $other{$from} or return;
	my $n = sysread($from, my $bytes, 65536);
	$ready->remove($from) unless $n;
	push @late, [time + $ms / 1000, $to, $n ? $bytes : ''];
}

# Whole, since nothing here is larger than what both ends soon take.
sub give
{
	my ($to, $bytes) = @_;
	return unless $other{$to};
	while (length $bytes) {
		my $n = syswrite($to, $bytes) or return finish($to);
		substr($bytes, 0, $n) = '';
	}
}

$SIG{PIPE} = 'IGNORE';
say_to($file, $listener->sockport);
while (1) {
	my $wait = @late ? $late[0][0] - time : 60;
	for my $socket ($ready->can_read($wait > 0 ? $wait : 0)) {
		$socket == $listener ? begin() : take($socket);
	}
	while (@late && $late[0][0] <= time) {
		my (undef, $to, $bytes) = @{ shift @late };
		length $bytes ? give($to, $bytes) : finish($to);
	}
}
