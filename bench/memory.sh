#!/bin/sh
# bench/memory.sh VALIJA: what the reader, and the process that asks it, need at most (VmHWM) for one mail of 25 MB in
# several forms. `valija read` waits at a pipe behind the mail, so that both processes can be looked at when it was read.
set -eu
valija=$1
case $valija in /*) ;; *) valija=$PWD/$valija ;; esac
dir=$(mktemp -d /tmp/valija-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
perl -MMIME::Base64 -e '
	sub part { my ($type, $name, $bytes) = @_;
		"--b\nContent-Type: $type; name=$name\nContent-Transfer-Encoding: base64\n\n" . encode_base64($bytes) . "\n" }
	sub mail { my ($file, @parts) = @_;
		open my $out, ">", "$file.eml" or die;
		print $out "From: a\@b.test\nTo: c\@d.test\nSubject: x\nMessage-ID: <1\@b.test>\nMIME-Version: 1.0\n",
			"Content-Type: multipart/mixed; boundary=b\n\n", @parts, "--b--\n" }
	my $noise = pack "N*", map { $_ * 2654435761 % 4294967296 } 1 .. 4_700_000;
	my $xml = "<?xml version=\"1.0\"?><a>" . "<b c=\"1\">texto</b>" x 20_000 . "</a>";
	mail "attachment", part("application/octet-stream", "a.bin", $noise);
	mail "PDF", part("application/pdf", "a.pdf", "%PDF-1.4\n$noise");
	mail "XML", part("text/xml", "a.xml", "<?xml version=\"1.0\"?><a>" . "<b c=\"1\">texto</b>" x 1_000_000 . "</a>");
	mail "zip", part("application/zip", "a.zip", "PK\003\004$noise");
	mail "990-attachments", map { part("application/octet-stream", "$_.bin", substr $noise, $_ * 19_000, 19_000) } 0 .. 989;
	mail "49-XML", map { part("text/xml", "$_.xml", $xml) } 1 .. 49;'
for mail in *.eml; do
	mkfifo pipe
	"$valija" read "$mail" pipe >/dev/null &
	pid=$!
	until grep -q wait_for_partner "/proc/$pid/wchan"; do sleep 0.1; done
	reader=$(pgrep -P $pid | head -n 1)
	echo "${mail%.eml} $(awk '/VmHWM/ { print $2 }' "/proc/$reader/status") $(awk '/VmHWM/ { print $2 }' "/proc/$pid/status")" |
		awk '{ printf "%-16s reader %.1f MB, who asks it %.1f MB\n", $1, $2 / 1024, $3 / 1024 }'
	kill $pid
	wait $pid || true
	rm pipe
done
