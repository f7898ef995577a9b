# json.pl [PATH=VALUE…] PATH…: from JSON Lines, the values at PATH (a.b.0), tabs between, of each object whose PATH has
# VALUE (~VALUE: contains it). Nulls print as -, objects and arrays by how many they hold. Perl's base only.
use strict;
use warnings;

my %escape = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t", '/' => '/', '\\' => '\\', '"' => '"');

sub text
{
	my ($raw) = @_;
	$raw =~ s{\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})}
		{chr(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff))}gei;
	$raw =~ s/\\(?:u([0-9a-fA-F]{4})|(.))/defined $1 ? chr hex $1 : $escape{$2}/ge;
	return $raw;
}

sub value
{
	local $_ = $_[0];
	if ($$_ =~ /\G\s*"((?:[^"\\]|\\.)*)"/gc) { return text($1) }
	if ($$_ =~ /\G\s*(null|true|false|-?[0-9.eE+-]+)/gc) { return $1 eq 'null' ? undef : $1 }
	if ($$_ =~ /\G\s*\[/gc) {
		my @list;
		until ($$_ =~ /\G\s*\]/gc) { push @list, value($_); $$_ =~ /\G\s*,/gc }
		return \@list;
	}
	if ($$_ =~ /\G\s*\{/gc) {
		my %map;
		until ($$_ =~ /\G\s*\}/gc) {
			my $key = value($_);
			$$_ =~ /\G\s*:/gc or die "no colon\n";
			$map{$key} = value($_);
			$$_ =~ /\G\s*,/gc;
		}
		return \%map;
	}
	die "not JSON at " . substr($$_, pos($$_) // 0, 40) . "\n";
}

sub at
{
	my ($node, $path) = @_;
	for my $step (split /\./, $path) {
		$node = ref $node eq 'HASH' ? $node->{$step} : ref $node eq 'ARRAY' ? $node->[$step] : undef;
	}
	return '-' unless defined $node;
	return scalar @$node if ref $node eq 'ARRAY';
	return scalar keys %$node if ref $node eq 'HASH';
	return $node;
}

binmode $_, ':encoding(UTF-8)' for \*STDIN, \*STDOUT;
my (@wanted, @paths);
for my $argument (@ARGV) {
	utf8::decode($argument);
	if ($argument =~ /^([A-Za-z_0-9.]+)=(~?)(.*)\z/s) { push @wanted, [$1, $2, $3] }
	else { push @paths, $argument }
}
while (my $line = <STDIN>) {
	my $row = value(\$line);
	next if grep { my $is = at($row, $_->[0]); $_->[1] ? index($is, $_->[2]) < 0 : $is ne $_->[2] } @wanted;
	print join("\t", map { at($row, $_) } @paths), "\n";
}
