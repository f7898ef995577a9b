#!/bin/sh
# Crash points of the main job with a real Dovecot and Postfix: those where the servers have a part.
channel=servers
least=120
names="tx.stage tx.batch tx.begin_attempt send.journal tx.write_job tx.finish_job"
. "$(dirname "$0")/crash_steps.sh"
