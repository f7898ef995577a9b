# dkim_verify.pl SERVER:PORT <mail: verifies the DKIM signatures of a mail with Mail::DKIM, which shares no code with what
# signed it; prints "result d s a h" of each. Line ends of the mail are taken as CRLF. Exit 77: Mail::DKIM is not installed.
use strict;
use warnings;

eval { require Mail::DKIM::Verifier; require Mail::DKIM::DNS; require Net::DNS::Resolver; 1 } or exit 77;
my ($address, $port) = split /:/, shift;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => [$address], port => $port, recurse => 1));
my $verifier = Mail::DKIM::Verifier->new;
while (<STDIN>) {
	s/\r?\n\z//;
	$verifier->PRINT("$_\015\012");
}
$verifier->CLOSE;
for my $signature ($verifier->signatures) {
	my @words = map { $signature->$_ } qw(result domain selector algorithm);
	print join(' ', @words, join ':', $signature->headerlist), "\n";
}
