# dkim_sign.pl KEY SELECTOR DOMAIN <mail >mail: signs with Mail::DKIM, as a correspondent's server would. Line ends stay.
use strict;
use warnings;
use Mail::DKIM::Signer;

my ($key, $selector, $domain) = @ARGV;
my $signer = Mail::DKIM::Signer->new(Algorithm => 'rsa-sha256', Method => 'relaxed/relaxed', Domain => $domain,
	Selector => $selector, KeyFile => $key);
my @lines = <STDIN>;
for my $line (@lines) {
	$signer->PRINT($line =~ s/\r?\n\z/\015\012/r);
}
$signer->CLOSE;
print $signer->signature->as_string =~ s/\r\n/\n/gr, "\n", @lines;
