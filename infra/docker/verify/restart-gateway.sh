#!/bin/bash
# Restarts one gateway as `docker restart` does, and waits until HAProxy sends new clients to all gateways again.
# Usage: restart-gateway.sh <container>. Exits with 1 if the gateway did not drain all its sockets in time.
set -euo pipefail
readonly STOP_WITHIN_S=80 READY_WITHIN_S=60
container=$1
gateways=$(podman ps --quiet --filter "name=^${COMPOSE_PROJECT_NAME}_realtime-gateway_" | wc -l)

count_open_gateways() {
  podman exec "${COMPOSE_PROJECT_NAME}_haproxy_1" wget -qO- http://127.0.0.1:4502/metrics \
    | grep -c '^haproxy_server_status{proxy="gateways",.*state="UP"} 1' || true
}

podman stop --time "$STOP_WITHIN_S" "$container" > /dev/null
code=$(podman inspect --format '{{.State.ExitCode}}' "$container")
podman start "$container" > /dev/null
deadline=$((SECONDS + READY_WITHIN_S))
until [ "$(count_open_gateways)" = "$gateways" ]; do
  [ $SECONDS -lt $deadline ] || { echo "HAProxy does not send clients to all $gateways gateways"; exit 1; }
  sleep 0.5
done
[ "$code" = 0 ] || { echo "The gateway exited with $code. Look at its log."; exit 1; }
