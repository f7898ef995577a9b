#!/usr/bin/perl
# Writes test PDFs by hand:
#   make_pdf.pl OUT [text=LINE]... [code=FILE]... [embed=NAME:FILE]... [pages=N] [box=W,H] [raw=WORDS]
# text: lines of the page; code: rows of 0 and 1 (make_code) drawn as squares; raw: put into the catalog as it stands.
use strict;
use warnings;

my $out = shift // die "usage: make_pdf.pl OUT …\n";
my (@text, @codes, @embedded);
my %one = (pages => 1, box => '595,842', raw => '');
for (@ARGV) {
	my ($key, $value) = /^(\w+)=(.*)$/s or die "make_pdf.pl: $_?\n";
	if ($key eq 'text') { push @text, $value }
	elsif ($key eq 'code') { push @codes, $value }
	elsif ($key eq 'embed') { push @embedded, [split /:/, $value, 2] }
	else { $one{$key} = $value }
}

sub slurp { my ($path) = @_; open my $in, '<:raw', $path or die "$path: $!\n"; local $/; return <$in> }

sub drawn
{
	my ($path, $top) = @_;
	my @rows = split /\n/, slurp($path);
	my $step = 300 / length $rows[0];
	my $content = '';
	for my $y (0 .. $#rows) {
		while ($rows[$y] =~ /(1+)/g) {
			my $x = pos($rows[$y]) - length $1;
			$content .= sprintf "%.3f %.3f %.3f %.3f re f\n", 60 + $x * $step, $top - $y * $step, $step * length $1, $step;
		}
	}
	return $content;
}

my $content = '';
my $line = 800;
for my $text (@text) {
	(my $escaped = $text) =~ s/([\\()])/\\$1/g;
	$content .= "BT /F1 10 Tf 60 $line Td ($escaped) Tj ET\n";
	$line -= 14;
}
my $top = 600;
for my $code (@codes) {
	$content .= drawn($code, $top);
	$top -= 320;
}

my @objects = ('', '', "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
	'<</Length ' . length($content) . ">>stream\n$content\nendstream");
my ($width, $height) = split /,/, $one{box};
my @kids;
for (1 .. $one{pages}) {
	push @objects, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 $width $height]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>";
	push @kids, scalar(@objects) . ' 0 R';
}
my @names;
for my $file (@embedded) {
	my $bytes = slurp($file->[1]);
	push @objects, '<</Type/EmbeddedFile/Length ' . length($bytes) . ">>stream\n$bytes\nendstream";
	push @objects, "<</Type/Filespec/F($file->[0])/EF<</F " . scalar(@objects) . ' 0 R>>>>';
	push @names, "($file->[0]) " . scalar(@objects) . ' 0 R';
}
my $inside = @names ? "/Names<</EmbeddedFiles<</Names[@names]>>>>" : '';
$objects[0] = "<</Type/Catalog/Pages 2 0 R$inside$one{raw}>>";
$objects[1] = "<</Type/Pages/Count $one{pages}/Kids[@kids]>>";

my $pdf = "%PDF-1.7\n";
my @at;
for my $i (0 .. $#objects) {
	push @at, length $pdf;
	$pdf .= ($i + 1) . " 0 obj\n$objects[$i]\nendobj\n";
}
my $xref = length $pdf;
$pdf .= "xref\n0 " . (@objects + 1) . "\n0000000000 65535 f \n" . join '', map { sprintf "%010d 00000 n \n", $_ } @at;
$pdf .= 'trailer<</Size ' . (@objects + 1) . "/Root 1 0 R>>\nstartxref\n$xref\n%%EOF\n";
open my $file, '>:raw', $out or die "$out: $!\n";
print $file $pdf;
close $file or die "$out: $!\n";
