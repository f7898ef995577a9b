# unzip.pl FILE.zip: unpacks what a ZIP with its sizes in the central directory holds into this folder.
use strict;
use warnings;
use Compress::Zlib ();

open my $in, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
my $zip = do { local $/; <$in> };
my $end = rindex $zip, "PK\5\6";
my ($n, $at) = (unpack('v', substr $zip, $end + 10, 2), unpack('V', substr $zip, $end + 16, 4));
for (1 .. $n) {
	my (undef, $method, undef, $packed, undef, $name_n, $extra_n, $note_n) = unpack 'a10 v a8 V V v v v', substr $zip, $at;
	my $from = unpack 'V', substr $zip, $at + 42, 4;
	my $name = substr $zip, $at + 46, $name_n;
	my ($local_name, $local_extra) = unpack 'v v', substr $zip, $from + 26, 4;
	my $data = substr $zip, $from + 30 + $local_name + $local_extra, $packed;
	my $inflate = Compress::Zlib::inflateInit(-WindowBits => -Compress::Zlib::MAX_WBITS());
	my ($bytes) = $method == 8 ? $inflate->inflate($data) : $data;
	mkdir $1 if $name =~ m{^([\w-]+)/};
	open my $out, '>:raw', $name or die "$name: $!\n";
	print $out $bytes;
	close $out;
	$at += 46 + $name_n + $extra_n + $note_n;
}
