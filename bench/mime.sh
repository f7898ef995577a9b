#!/bin/sh
# bench/mime.sh VALIJA: `valija read --no-proof` over mails with attachments in base64, as clients send them: a text in
# two forms, a picture of 200 kB and an XML that is no document (a lone PDF would be opened, which is another figure).
# Prints bytes of mail a CPU second (user + system, children included), the median of RUNS (5). Every attachment is
# decoded and hashed: the answer names its size and SHA-256.
set -eu
valija=$1
dir=$(mktemp -d /tmp/valija-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
perl -MMIME::Base64 -e '
	my ($dir) = @ARGV;
	my $state = 42; # the same bytes every time
	for my $n (0 .. 499) {
		my $jpg = "\xff\xd8\xff\xe0" . join "",
			map { $state = ($state * 1103515245 + 12345) % 2**31; pack "N", $state } 1 .. 50000;
		my $text = "Estimados:\n\nAdjuntamos la factura $n.\n" x 20;
		open my $out, ">", sprintf("%s/%03d.eml", $dir, $n) or die;
		print $out "From: Ana <ana\@cliente.test>\nTo: dte\@empresa.test\nSubject: =?utf-8?Q?Facturaci=C3=B3n?= $n\n",
			"Message-ID: <$n\@cliente.test>\nDate: Tue, 24 Nov 2026 10:00:00 -0300\nMIME-Version: 1.0\n",
			"Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative; boundary=B\n\n",
			"--B\nContent-Type: text/plain; charset=utf-8\n\n$text\n--B\nContent-Type: text/html; charset=utf-8\n\n",
			"<p>$text</p>\n--B--\n--A\nContent-Type: image/jpeg; name=f$n.jpg\n",
			"Content-Transfer-Encoding: base64\n\n", encode_base64($jpg),
			"--A\nContent-Type: text/xml; name=f$n.xml\nContent-Transfer-Encoding: base64\n\n",
			encode_base64("<?xml version=\"1.0\"?><a>" . "<b>$n</b>" x 2000 . "</a>"), "--A--\n";
	}' "$dir"
bytes=$(cat "$dir"/*.eml | wc -c)
echo "mails: $(ls "$dir" | wc -l), bytes: $bytes"
perl -e '
	my ($runs, $bytes, $dir, $valija) = @ARGV;
	my @files = sort glob "$dir/*.eml";
	my @cpu;
	for (1 .. $runs) {
		my @before = times;
		my $pid = fork;
		if (!$pid) {
			open STDOUT, ">", "$dir/out";
			exec $valija, "read", "--no-proof", @files;
		}
		waitpid $pid, 0;
		my @after = times;
		push @cpu, $after[2] + $after[3] - $before[2] - $before[3];
	}
	open my $out, "<", "$dir/out" or die;
	my $decoded = grep { (() = /"sha256"/g) >= 3 } <$out>;
	die "only $decoded mails had both files decoded\n" unless $decoded == @files;
	my $median = (sort { $a <=> $b } @cpu)[$runs / 2];
	printf "%.2f s CPU  %.0f MB/s a core\n", $median, $bytes / $median / 1e6;' "${RUNS:-5}" "$bytes" "$dir" "$valija"
