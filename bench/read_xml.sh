#!/bin/sh
# bench/read_xml.sh VALIJA [FOLDER…]: `valija read` over 5,000 XML files in one call, beside `xmllint --noout` over the
# same files. Prints CPU seconds (user + system, children included), the median of RUNS (5), and the ratio.
set -eu
valija=$1
shift
[ $# -gt 0 ] || set -- ../shared/corpus/dte/samples ../shared/corpus/cfdi/samples
dir=$(mktemp -d /tmp/valija-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
find "$@" -name '*.xml' | sort | perl -MFile::Copy -e '
	my @files = map { chomp; $_ } <STDIN>;
	die "no XML files there\n" unless @files;
	copy($files[$_ % @files], sprintf("%s/%04d.xml", $ARGV[0], $_)) for 0 .. 4999;' "$dir"
echo "files: $(ls "$dir" | wc -l), bytes: $(du -sb "$dir" | cut -f 1)"
perl -e '
	my ($runs, $dir, $valija) = @ARGV;
	my @files = sort glob "$dir/*.xml";
	my %command = ("xmllint --noout" => ["xmllint", "--noout"], "valija read --no-proof" => [$valija, "read", "--no-proof"],
		"valija read" => [$valija, "read"]);
	my @names = ("xmllint --noout", "valija read --no-proof", "valija read");
	my %cpu;
	for (1 .. $runs) {
		for my $name (@names) {
			my @before = times;
			my $pid = fork;
			if (!$pid) {
				open STDOUT, ">", "/dev/null";
				open STDERR, ">", "/dev/null";
				exec @{$command{$name}}, @files;
			}
			waitpid $pid, 0;
			my @after = times;
			push @{$cpu{$name}}, $after[2] + $after[3] - $before[2] - $before[3];
		}
	}
	my %median = map { $_ => (sort { $a <=> $b } @{$cpu{$_}})[$runs / 2] } @names;
	printf "%-24s %6.2f s CPU  %6.0f files/s  %.2f times xmllint\n", $_, $median{$_}, 5000 / $median{$_},
		$median{$_} / $median{$names[0]} for @names;' "${RUNS:-5}" "$dir" "$valija"
