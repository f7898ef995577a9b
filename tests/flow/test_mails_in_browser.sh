#!/bin/sh
# Every golden mail in headless Chromium, 320 and 800 px wide, light and dark: nothing overflows, all text can be read.
. "$(dirname "$0")/job.sh"
job_sqlite "what a browser shows of a mail"
if ! command -v chromium >/dev/null; then
	echo "1..0 # SKIP chromium is not installed"
	exit 0
fi
job_begin browser
# page FILE…: all mails in one page of frames.
page()
{
	perl -e '
		my ($root, @files) = @ARGV;
		print "<!DOCTYPE html><meta charset=utf-8><pre id=result></pre>";
		for my $file (@files) {
			open my $in, "<", $file or die "$file: $!";
			local $/;
			my $html = <$in>;
			s/&/&amp;/g, s/"/&quot;/g for $html;
			print qq(<iframe title="$file $_" width=$_ height=600 srcdoc="$html"></iframe>\n) for 320, 800;
		}
		open my $script, "<", "$root/tests/flow/contrast.js" or die;
		print "<script>", do { local $/; <$script> }, "</script>";' "$root" "$@"
}
look()
{
	timeout 120 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$base/profile" \
		--blink-settings=preferredColorScheme="$1" --window-size=900,900 --virtual-time-budget=30000 \
		--dump-dom "file://$2" 2>/dev/null | sed -n '/<pre id="result">/,/<\/pre>/p' |
		sed 's/<\/pre>.*//; s/^.*<pre[^>]*>//' | grep .
}
cd "$root/tests/fixtures/notices"
page */*.html >"$base/mails.html"
frames=$(($(ls */*.html | wc -l) * 2))
is "$(look 1 "$base/mails.html")" "done $frames light" "light: no mail overflows, all text has contrast"
is "$(look 0 "$base/mails.html")" "done $frames dark" "dark: the same"
sed 's/#b3bec9/#555555/; s/max-width:640px/min-width:700px/' en/alert.html >"$base/bad.html"
cd "$base"
page bad.html >"$base/faults.html"
like "$(look 0 "$base/faults.html")" "*bad.html 320: * px wide*contrast*" "and a mail that is bad is found"
job_finish
