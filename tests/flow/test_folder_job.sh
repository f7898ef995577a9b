#!/bin/sh
# The main job with a folder as mailbox and a folder as relay: needs no server.
channel=folder
. "$(dirname "$0")/main_job.sh"
