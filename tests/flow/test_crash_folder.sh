#!/bin/sh
# Crash points of the main job on folders.
channel=folder
least=110
. "$(dirname "$0")/crash_steps.sh"
