#!/bin/bash
# Tests the overlay `dev` in the cluster that kubectl points to. Installs it in a namespace of its own, lets two users
# chat, scales the gateways from 1 to 4, and restarts all of them under load. Removes the namespace at the end.
# Usage: infra/k8s/verify/verify.sh <image> [clients]
# The nodes must have the image or be able to pull it. Exits with 0 if every check passed. Run `npm test` once before.
set -euo pipefail

readonly IMAGE=${1:?Usage: infra/k8s/verify/verify.sh <image> [clients]} CLIENTS=${2:-200} GATEWAYS=4
readonly READY_WITHIN=300s RESTARTED_WITHIN=900s GATEWAYS_REPORT_WITHIN_S=120
readonly HTTP_PORT=24500 SOCKETS_PORT=24501 POSTGRES_PORT=24502 NATS_PORT=24503

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
export NAMESPACE=kcs-verify-$$
run=$(mktemp -d)
background=()

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }
in_namespace() { kubectl --namespace "$NAMESPACE" "$@"; }

clean_up() {
  local code=$?
  trap - EXIT INT TERM
  set +e
  [ $code = 0 ] || { in_namespace get pods; in_namespace get events --sort-by .lastTimestamp | tail -n 20; }
  say 'removing everything'
  for group in "${background[@]}"; do kill -- "-$group" 2> /dev/null; done
  kubectl delete namespace "$NAMESPACE" --ignore-not-found
  rm -rf "$run"
  [ $code = 0 ] && say 'every check passed'
  exit $code
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

keep_running() { # <command>: runs it in the background, again each time it ends
  # shellcheck disable=SC2016 # The inner shell expands the parameters.
  setsid bash -c 'while :; do "$@"; sleep 0.2; done' forward "$@" >> "$run/background.log" 2>&1 &
  background+=($!)
}
forward() { keep_running kubectl --namespace "$NAMESPACE" port-forward "$@"; }

# shellcheck source=install.sh
. "$here/install.sh"

check() { # <gateways>: two users chat, with sockets on every gateway. The script uses the libraries of testkit.
  (cd packages/testkit && node --input-type=module - "http://127.0.0.1:$HTTP_PORT" "http://127.0.0.1:$SOCKETS_PORT" \
    "$1" "$GATEWAYS_REPORT_WITHIN_S" "$run" < ../../infra/docker/verify/check.mjs) || fail "the check with $1 gateways failed"
}

say "installing $IMAGE in the namespace $NAMESPACE"
install_dev
in_namespace exec deployment/chat-api -- node services/chat-api/dist/seed-demo.js
forward service/front-door "$HTTP_PORT:4500" "$SOCKETS_PORT:4501"
forward service/kcs-postgres-rw "$POSTGRES_PORT:5432"
forward service/nats "$NATS_PORT:4222"
check 1

say "scaling up to $GATEWAYS gateways"
in_namespace scale deployment/realtime-gateway --replicas "$GATEWAYS"
in_namespace rollout status deployment/realtime-gateway --timeout "$READY_WITHIN"
check "$GATEWAYS"

say "every gateway restarts, one after the other, while $CLIENTS clients are connected"
keep_running kubectl --namespace "$NAMESPACE" get pods --selector app.kubernetes.io/name=realtime-gateway --watch \
  --output 'jsonpath=exit {.metadata.name} {.status.containerStatuses[0].state.terminated.exitCode}{"\n"}'
(umask 077 && node "$here/describe-system.mjs" "$run/secrets" "$HTTP_PORT" "$SOCKETS_PORT" "$POSTGRES_PORT" "$NATS_PORT" \
  > "$run/system.json")
npm run --silent drill -- rolling-restart --system "$run/system.json" --clients "$CLIENTS" \
  --restart "$here/restart.sh $RESTARTED_WITHIN" || fail 'clients noticed the rolling restart'
stopped=$(grep -cE '^exit \S+ 0$' "$run/background.log" || true)
[ "$stopped" -ge "$GATEWAYS" ] || { grep '^exit' "$run/background.log"; fail "only $stopped of $GATEWAYS gateways exited with 0"; }
check "$GATEWAYS"
