#!/bin/bash
# Runs the health checks of all containers once per second, until the given folder is deleted.
while [ -d "$1" ]; do
  for id in $(podman ps --quiet 2> /dev/null); do
    timeout 10 podman healthcheck run "$id" > /dev/null 2>&1
  done
  sleep 1
done
