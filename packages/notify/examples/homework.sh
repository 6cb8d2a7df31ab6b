#!/bin/sh
# Publishes a notification with the nats command line. Prints the acknowledgment of the stream.
set -eu
producer=homework
id=homework-18-due

nats request "chat.notify.$producer" \
  '{ "type": "homework_due", "title": "Due tomorrow: Fractions", "to": [{ "user_type": "Student" }] }' \
  --header "Nats-Msg-Id:$id" --raw --timeout 5s \
  --server "$KCS_NATS_URL" --creds "$KCS_NATS_CREDS_FILE" --inbox-prefix "_INBOX_$producer"
