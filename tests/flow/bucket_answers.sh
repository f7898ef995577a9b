#!/bin/sh
# What a bucket may answer besides success, and what becomes of the mail then: a service that is busy is tried again, one
# that refuses stops with its words, and only a message that it says it does not have is set aside. Run by test_bucket.sh.
. "$(dirname "$0")/job.sh"
unset VALIJA_TEST_S3
job_begin answers
job_config folder
mkdir "$base/b"
perl "$root/tests/flow/bucket_server.pl" "$base/b" &
bucket=$!
trap 'kill $bucket; job_clean' EXIT
until_true 10 test -s "$base/b/port"
(umask 077; echo secret >"$base/s3.secret")
printf '%s\n' "mail = s3://mails/here" "mail_endpoint = http://127.0.0.1:$(cat "$base/b/port")" "mail_region = r" \
	"mail_access_key = k" "mail_secret_file = s3.secret" "mail_connections = 1" "mail_timeout_seconds = 5" >"$base/keys"
sed -i "/^path = store\$/r $base/keys" "$base/valija.conf"
answers() { printf '%s\n' "$@" >"$base/b/answers"; }
none_left() { is "$(cat "$base/b/answers")" "" "$1"; }
states() { v mail list --json | json state | sort | uniq -c | xargs; }
deliver "$base/mails/5-propaganda.eml"

# tried STATUS WORDS ANSWER…: what check --online finds.
tried()
{
	wanted=$1 words=$2
	shift 2
	answers "$@"
	status "$wanted" "check --online ends with $wanted" "$valija" -c "$base/valija.conf" check --online --no-dns --no-mail
	like "$(cat "$base/out" "$base/err")" "*$words*" "$words"
}
tried 0 "bucket s3://mails/here: written and read"
tried 1 "bucket s3://mails/here: *403 (SignatureDoesNotMatch): as told" "403 SignatureDoesNotMatch"
tried 1 "bucket s3://mails/here: *403 (AccessDenied): as told" ok "403 AccessDenied"

# refused STATUS WORDS ANSWER…: fetch ends so, and nothing is on record.
refused()
{
	wanted=$1 words=$2
	shift 2
	answers "$@"
	status "$wanted" "$1: fetch ends with $wanted" v once fetch
	like "$(cat "$base/err")" "*$words*" "and says why"
	none_left "each of the answers was heard"
	is "$(states)" "" "nothing is on record"
}
refused 75 "answered 503" "503 SlowDown" "503 SlowDown" "503 SlowDown" "503 SlowDown" "503 SlowDown"
refused 1 "403 (RequestTimeTooSkewed): as told" "403 RequestTimeTooSkewed"
refused 1 "301 (PermanentRedirect): as told" "301 PermanentRedirect"
refused 1 "404 (NoSuchBucket): as told" "404 NoSuchBucket"
refused 75 "400 (RequestTimeout): as told" "400 RequestTimeout"
answers "503 SlowDown" "429 TooManyRequests" "500 InternalError"
status 0 "a service that is busy for a moment is waited for" v once fetch
none_left "it was asked again"
is "$(states)" "1 staged" "and has it"

for answer in "404 -" "404 NoSuchBucket" "403 AccessDenied"; do
	answers "$answer"
	status 1 "$answer: work stops" v once work
	like "$(cat "$base/err")" "*it answered ${answer% *} (*" "and says why"
	is "$(states)" "1 staged" "that is no fault of the message"
done
answers cut
status 0 "a body that is cut is asked for again" v verify
none_left "it was cut"
answers cut cut cut cut cut
status 75 "five times: later" v verify
answers short
status 1 "a shorter object is not what was put there" v verify
like "$(cat "$base/out")" "*damaged: its bytes have another hash*" "it says so"
mv "$base/b/objects" "$base/b/gone"
mkdir "$base/b/objects"
status 1 "one that is not there" v verify
like "$(cat "$base/out")" "*is missing*" "is missing"
rm -r "$base/b/objects"
mv "$base/b/gone" "$base/b/objects"
status 0 "back again all is well" v verify
job_finish
