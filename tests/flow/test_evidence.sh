#!/bin/sh
# Everything about one invoice, byte by byte: documents out of a mail and out of a ZIP in one, what we wrote, and what
# came back.
. "$(dirname "$0")/job.sh"
job_begin evidence
job_config folder
cl=CL:76543210-3:33:1042
deliver_mails
v once all 2>/dev/null
v once all 2>/dev/null

# ---- an invoice whose XML and PDF stood in the mail, and an answer to its reminder ----
id=$(v queue list --json | json kind=reminder invoices.0=$cl message_id)
perl "$root/tests/demo/reply.pl" <"$(grep -rlF "Message-ID: <$id>" "$base/relay" | head -1)" >"$base/inbox/reply.eml"
v once all 2>/dev/null
is "$(v note list --json | json invoice)" $cl "the answer is on record"
status 0 "its evidence" "$valija" -q -c "$base/valija.conf" evidence 33-1042 -o "$base/one.zip"
mkdir "$base/one" "$base/two"
(cd "$base/one" && perl "$root/tests/flow/unzip.pl" "$base/one.zip")
is "$(cd "$base/one" && sha256sum -c --quiet MANIFEST.sha256 2>&1)" "" "its manifest holds"
# The parts of the mail, by what `read` says of its bytes.
parts() { "$valija" read "$1" | tr '{' '\n' | sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)","path".*/\1/p' | sort; }
is "$(cd "$base/one/documents" && sha256sum ./* | cut -d' ' -f1 | sort)" "$(parts "$base/mails/1-dte-33.eml")" \
	"XML and PDF, the bytes as they came"
is "$(head -c 5 "$base"/one/documents/*.pdf)" "%PDF-" "a PDF that opens"
is "$(cmp "$base/mails/1-dte-33.eml" "$(grep -l 'filename=.*xml' "$base"/one/mails-in/* | head -1)" && echo same)" same \
	"the mail that brought it, as it came"
is "$(grep -l '^In-Reply-To: ' "$base"/one/mails-in/* | while read -r mail; do cmp "$mail" "$base/inbox/reply.eml" >/dev/null 2>&1 ||
	"$valija" read "$mail" | json mail.from.address; done | sort -u)" cliente@cliente.test "the answer that came in"
is "$(grep -lF "Message-ID: <$id>" "$base"/one/mails-out/* | lines)" 1 "the reminder that it answers"
like "$(cat "$base/one/timeline.txt")" '*factura registrada*correo enviado*Rosa*' "the time line has all three in order"

# ---- one that came in a ZIP ----
perl -MMIME::Base64 -0777 -ne 'while (/Content-Type: (?:application|text)\/xml.*?\n\r?\n(.*?)\r?\n--/gs) { print decode_base64($1); last }' \
	"$base/mails/1-dte-33.eml" | sed 's/1042/7771/g' >"$base/7771.xml"
perl -MIO::Compress::Zip=zip,\$ZipError -e 'zip [$ARGV[1]] => $ARGV[0], FilterName => sub { s{.*/}{} } or die $ZipError' \
	"$base/7771.zip" "$base/7771.xml"
{
	printf 'From: Facturas <dte@viña.example>\nTo: facturas@empresa.test\nSubject: zip\nMessage-ID: <zip-7771@x.example>\n'
	printf 'Date: Fri, 20 Nov 2026 10:00:00 -0300\nMIME-Version: 1.0\nContent-Type: application/zip; name=7771.zip\n'
	printf 'Content-Disposition: attachment; filename=7771.zip\nContent-Transfer-Encoding: base64\n\n'
	base64 "$base/7771.zip"
} | sed 's/viña/vina/' >"$base/inbox/zip.eml"
v once fetch 2>/dev/null
v once work 2>/dev/null
status 0 "evidence of one out of a ZIP" "$valija" -q -c "$base/valija.conf" evidence 33-7771 -o "$base/two.zip"
(cd "$base/two" && perl "$root/tests/flow/unzip.pl" "$base/two.zip")
is "$(cat "$base"/two/documents/*.xml | sha256sum)" "$(sha256sum <"$base/7771.xml")" "its XML, unpacked"
is "$(grep -l 'name=7771.zip' "$base"/two/mails-in/* | lines)" 1 "and the mail with the ZIP"
job_finish
