#!/bin/sh
# The main job with a real Dovecot and a real Postfix.
channel=servers
. "$(dirname "$0")/main_job.sh"
