#!/usr/bin/perl
# Runs test programs that speak TAP and counts their points:
#   run.pl [--jobs N] [--limit SECONDS] PROGRAM…
# A name that ends in .sh or .pl is run by its interpreter. A program that dies, breaks its plan or exceeds the limit
# counts as one failure more. Failed points are printed with the comments that follow them. The last line is
# "N passed, N failed, N skipped"; exit 1 when anything failed or nothing was run.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Getopt::Long;
use TAP::Harness;
use TAP::Parser::Aggregator;

my ($jobs, $limit) = (2, 900);
GetOptions('jobs=i' => \$jobs, 'limit=i' => \$limit) or exit 2;
my @programs = @ARGV or die "run.pl: no test program\n";

sub command
{
	my ($file) = @_;
	my @interpreter = $file =~ /\.sh$/ ? ('sh') : $file =~ /\.pl$/ ? ($^X) : ();
	return ['timeout', '-k', '10', $limit, @interpreter, $file];
}

# The programs that run now: each stands under a timeout(1), which passes a signal on to all that it started.
sub children
{
	my @pids;
	for my $stat (glob "/proc/[0-9]*/stat") {
		open my $in, "<", $stat or next;
		push @pids, $1 if (<$in> // "") =~ m{^(\d+) \(timeout\) \S (\d+) } && $2 == $$;
	}
	return @pids;
}

# The points that failed, with their comments, from the output that the harness kept.
sub show_failures
{
	my ($file, $output) = @_;
	open my $in, '<', $output or return;
	my ($show, $lines) = (0, 0);
	while (my $line = <$in>) {
		$show = $line =~ /^not ok/ ? 1 : $line =~ /^#/ ? $show : 0;
		print "    $line" if $show && $lines++ < 200;
	}
}

# What a parsed program adds to the sum; what is wrong with it, in words.
sub count
{
	my ($sum, $parser) = @_;
	my $skipped_all = defined $parser->skip_all ? 1 : 0;
	my $skipped = $skipped_all || scalar $parser->skipped;
	my $failed = scalar $parser->failed;
	my @why;
	push @why, "$failed failed" if $failed;
	push @why, 'killed after ' . $limit . ' s' if $parser->exit == 124 || $parser->exit == 137;
	push @why, 'died: status ' . $parser->exit if $parser->exit && !$failed && !@why;
	push @why, "died: signal " . ($parser->wait & 127) if $parser->wait & 127;
	push @why, map { my $words = $_; $words } $parser->parse_errors;
	push @why, 'no test point' if !$parser->tests_run && !$skipped_all && !@why;
	$sum->{passed} += $parser->passed - ($skipped_all ? 0 : $skipped);
	$sum->{skipped} += $skipped;
	$sum->{failed} += $failed || (@why ? 1 : 0);
	return @why;
}

my $kept = tempdir(CLEANUP => 1);
$ENV{PERL_TEST_HARNESS_DUMP_TAP} = $kept;
my $harness = TAP::Harness->new({
	jobs => $jobs, verbosity => 0, timer => 1, ignore_exit => 0,
	exec => sub { my ($self, $file) = @_; return command($file) },
});
my $aggregate = TAP::Parser::Aggregator->new;
$SIG{INT} = $SIG{TERM} = sub { kill TERM => children(); exit 130 };
$aggregate->start;
$harness->aggregate_tests($aggregate, @programs);
$aggregate->stop;
my %sum = (passed => 0, failed => 0, skipped => 0);
for my $file (@programs) {
	my ($parser) = $aggregate->parsers($file) or next;
	my @why = count(\%sum, $parser) or next;
	print "\n$file: ", join('; ', @why), "\n";
	show_failures($file, "$kept/$file");
}
print "$sum{passed} passed, $sum{failed} failed, $sum{skipped} skipped\n";
exit($sum{failed} || !$sum{passed} ? 1 : 0);
