#!/bin/sh
# Crash points of the main job with its messages in a bucket: those of writing bytes, and around them.
[ -n "${VALIJA_TEST_S3:-}" ] || { echo "1..0 # SKIP test_bucket.sh runs this one"; exit 0; }
channel=folder
least=80
names="bucket.put blob.write tx.stage tx.claim_mails tx.outcome tx.batch"
. "$(dirname "$0")/crash_steps.sh"
