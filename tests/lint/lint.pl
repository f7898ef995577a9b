#!/usr/bin/perl
# The house rules, by machine (perl-base is enough). From the root of the checkout:
#   lint.pl              says what breaks a rule, one "file:line: gate: words" each; exit 1 when there is any
#   lint.pl --tap        the same as TAP, one point for each gate
#   lint.pl --controls   TAP: every file of controls/ breaks exactly the rules that it says, so that no gate is blind
# A line that is right all the same says so, itself or the line before: /* lint: GATE: why, in three words or more */
# The gates are in gates_*.pl: each is a name, words, and a function that calls report(FILE, LINE, WORDS).
use strict;
use warnings;

use lib '.';
require './tests/lint/source.pl';

our (@gates, $current, @reports);
my @rooms = qw(base parsers ledger templates store queue console gateway);

sub rooms { return @rooms }

sub gate
{
	my ($name, $words, $check) = @_;
	push @gates, { name => $name, words => $words, check => $check };
	return;
}

sub report
{
	my ($file, $line, $words) = @_;
	push @reports, { file => $file, line => $line, gate => $current, words => $words };
	return;
}

require "./$_" for sort glob 'tests/lint/gates_*.pl';

sub walk
{
	my ($folder, $out) = @_;
	for my $path (sort glob "$folder/*") {
		next if $path =~ m{^(?:build|tests/fixtures|tests/lint/controls)$};
		walk($path, $out) if -d $path && !-l $path;
		push @$out, $path if -f $path && $path =~ m{(?:\.(?:c|h|pl|sh|mk|md|sql)|^Makefile)$};
	}
	return;
}

sub tree
{
	my @paths = grep { -f } 'Makefile', glob '*.md';
	walk($_, \@paths) for grep { -d } @rooms, qw(tests mk docs bench deploy);
	return map { source_read($_, $_) } @paths;
}

# A marker excuses its own line and the next; it must give a reason and excuse something.
sub excused
{
	my ($report) = @_;
	my $markers = $report->{file}{markers};
	for my $line ($report->{line}, $report->{line} - 1) {
		my $marker = $markers->{$line}{$report->{gate}} or next;
		$marker->{used} = 1;
		return $marker->{why} =~ /\S+\s+\S+\s+\S+/;
	}
	return 0;
}

# What is wrong with these files, of all files of the tree.
sub check
{
	my ($files, $all) = @_;
	@reports = ();
	for my $gate (@gates) {
		$current = $gate->{name};
		$gate->{check}->($files, $all);
	}
	my @left = grep { !excused($_) } @reports;
	for my $file (@$files) {
		for my $line (keys %{ $file->{markers} }) {
			for my $name (keys %{ $file->{markers}{$line} }) {
				my %idle = (file => $file, line => $line, gate => 'marker', words => "nothing here breaks $name");
				push @left, \%idle if !$file->{markers}{$line}{$name}{used};
			}
		}
	}
	return sort { $a->{file}{path} cmp $b->{file}{path} || $a->{line} <=> $b->{line} } @left;
}

sub words { my ($r) = @_; return "$r->{file}{path}:$r->{line}: $r->{gate}: $r->{words}" }

sub tap
{
	my @found = @_;
	my ($count, $failed) = (0, 0);
	for my $gate (@gates, { name => 'marker', words => 'every excuse is needed' }) {
		my @mine = grep { $_->{gate} eq $gate->{name} } @found;
		print @mine ? 'not ' : '', 'ok ', ++$count, " - $gate->{name}: $gate->{words}\n";
		print '# ', words($_), "\n" for @mine;
		$failed ||= @mine > 0;
	}
	print "1..$count\n";
	return $failed;
}

# A control begins with "as PATH": it is checked as if it lay there. "want GATE" marks the lines that must be found.
sub control
{
	my ($path, $all) = @_;
	open my $in, '<:raw', $path or die "$path: $!\n";
	my @lines = <$in>;
	my ($as) = $lines[0] =~ m{\bas ([\w./-]+)} or die "$path: the first line does not say as what\n";
	my $repeat = $lines[0] =~ /\brepeat (\d+)/ ? $1 : 1;
	my %wanted;
	for my $number (1 .. @lines) {
		$wanted{"$number $1"} = 1 while $lines[$number - 1] =~ /\bwant (\w+)/g;
		$lines[$number - 1] =~ s{[ \t]?(?:/\*|\#) want .*?(?:\*/|$)}{}m;
	}
	my $rest = join '', @lines[1 .. $#lines];
	my $file = source_parse($as, "\n" . $rest x $repeat);
	my %found = map { ("$_->{line} $_->{gate}" => $_) } check([$file], [@$all, $file]);
	my @missed = grep { !$found{$_} } sort keys %wanted;
	my @extra = grep { !$wanted{$_} } sort keys %found;
	return (\%wanted, \@missed, [map { words($found{$_}) } @extra]);
}

sub controls
{
	my ($all) = @_;
	my ($count, $failed, %bites) = (0, 0);
	for my $path (sort glob 'tests/lint/controls/*') {
		my ($wanted, $missed, $extra) = control($path, $all);
		$bites{(split)[1]}++ for keys %$wanted;
		my $bad = @$missed || @$extra;
		print $bad ? 'not ' : '', 'ok ', ++$count, " - $path: ", scalar keys %$wanted, " found, nothing else\n";
		print "# not noticed: line $_\n" for @$missed;
		print "# noticed too much: $_\n" for @$extra;
		$failed ||= $bad;
	}
	for my $name (map({ $_->{name} } @gates), 'marker') {
		print $bites{$name} ? '' : 'not ', 'ok ', ++$count, " - $name bites\n";
		$failed ||= !$bites{$name};
	}
	print "1..$count\n";
	return $failed;
}

my $mode = shift // '';
my @all = tree();
if ($mode eq '--controls') {
	exit(controls(\@all) ? 1 : 0);
} elsif ($mode eq '--tap') {
	exit(tap(check(\@all, \@all)) ? 1 : 0);
} else {
	my @found = check(\@all, \@all);
	print words($_), "\n" for @found;
	print scalar(@gates), ' gates, ', scalar(@all), ' files, ', scalar(@found), " faults\n";
	exit(@found ? 1 : 0);
}
