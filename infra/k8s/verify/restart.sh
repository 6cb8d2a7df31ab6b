#!/bin/bash
# Restarts all pods of a Deployment in $NAMESPACE, and waits until every new pod is ready and every old one is gone.
# Usage: restart.sh <timeout> <deployment>
set -euo pipefail
in_namespace() { kubectl --namespace "$NAMESPACE" "$@"; }
old=$(in_namespace get pods --selector "app.kubernetes.io/name=$2" --output name)
in_namespace rollout restart "deployment/$2"
in_namespace rollout status "deployment/$2" --timeout "$1"
# shellcheck disable=SC2086 # Each line is one name.
in_namespace wait --for delete $old --timeout "$1"
