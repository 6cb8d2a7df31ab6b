#!/bin/bash
# Tests the whole compose project, even on a machine without Docker and without access to a container registry. Uses
# podman in place of the Docker engine, and stand-ins for the base images. Removes everything at the end.
# Usage: infra/docker/verify/verify.sh (takes about 5 minutes the first time; exits 0 if every check passed)
# If KCS_VERIFY_DIR names a folder, the stand-ins and the build cache are kept there for the next run.
set -euo pipefail

readonly LIMIT_S=1200 READY_WITHIN_S=240
if [ -z "${KCS_VERIFY_STARTED:-}" ]; then
  KCS_VERIFY_STARTED=1 exec timeout --kill-after=120 "$LIMIT_S" "$0" "$@"
fi

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
export PORT=${PORT:-24500} SOCKET_PORT=${SOCKET_PORT:-24501}
export COMPOSE_PROJECT_NAME=kcs-verify-$$
# The end-to-end tests wait for people to go offline.
export PRESENCE_GRACE_MS=300 EVENTS_PER_SECOND_PER_USER=100000

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail 'Run this script as root, because the containers need their own networks and storage.'
for program in podman runc debootstrap docker-compose curl npm node; do
  command -v "$program" > /dev/null || fail "$program is missing: apt-get install --no-install-recommends \
podman runc netavark aardvark-dns iptables debootstrap docker-compose curl"
done

work=${KCS_VERIFY_DIR:-$(mktemp -d /var/tmp/kcs-verify.XXXXXX)}
run=$(mktemp -d /run/kcs-verify.XXXXXX)
mkdir -p "$work/networks"

# Give podman its own storage, networks, and limits, so that it does not affect other podman containers on this machine.
cat > "$work/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$work/storage"
runroot = "$run/storage"
CONF
cat > "$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$run/libpod"
[network]
network_config_dir = "$work/networks"
CONF
export CONTAINERS_STORAGE_CONF=$work/storage.conf CONTAINERS_CONF=$work/containers.conf
export DOCKER_HOST=unix://$run/podman.sock COMPOSE_HTTP_TIMEOUT=$READY_WITHIN_S
compose() { docker-compose "$@" >> "$work/compose.log" 2>&1; }

background=()
clean_up() {
  local code=$?
  trap - EXIT INT TERM
  set +e
  [ $code = 0 ] || { say 'last log lines of the services'; docker-compose logs --no-color --tail=25 2>&1 | cut -c1-400; }
  say 'removing everything'
  timeout 60 docker-compose down --volumes --timeout 5 > /dev/null 2>&1
  podman rm --all --force --volumes --time 1 > /dev/null 2>&1
  for group in "${background[@]}"; do kill -- "-$group" 2> /dev/null; done
  wait 2> /dev/null
  podman network prune --force > /dev/null 2>&1
  podman volume prune --force > /dev/null 2>&1
  # Delete the iptables chains that netavark has left behind. A chain that is still in use cannot be deleted.
  iptables -t nat -S | sed -n 's/^-N \(NETAVARK-DN-.*\)/\1/p' | xargs -r -n 1 iptables -t nat -X 2> /dev/null
  umount "$work/storage/overlay" 2> /dev/null
  rm -rf "$run"
  [ -n "${KCS_VERIFY_DIR:-}" ] || rm -rf "$work"
  [ $code = 0 ] && say 'every check passed'
  exit $code
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say 'building stand-ins for the base images'
"$here/build-stand-ins.sh" "$work"

setsid podman system service --time 0 "$DOCKER_HOST" > "$work/engine.log" 2>&1 &
background+=($!)
# Run the health checks in a loop, as the Docker engine does. podman leaves this to systemd, which may not be running.
setsid "$here/tick-health.sh" "$run" &
background+=($!)
for _ in $(seq 50); do [ -S "$run/podman.sock" ] && break; sleep 0.1; done

say 'docker compose up --build'
compose up --build --detach || { tail -n 30 "$work/compose.log"; fail 'the project did not start'; }
podman build --quiet --format docker --target build --tag localhost/kcs-chat-build --file infra/docker/Dockerfile . > /dev/null
podman images --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep kcs-chat:local

container() { podman ps --all --quiet --filter "name=^${COMPOSE_PROJECT_NAME}_$1_"; }
check() { # <gateways>: two users chat through the front door. check.mjs uses the libraries of testkit.
  podman run --rm --network host --volume "$here/check.mjs:/app/packages/testkit/check.mjs:ro" \
    --volume "$run:/state" localhost/kcs-chat-build node packages/testkit/check.mjs \
    "http://127.0.0.1:$PORT" "http://127.0.0.1:$SOCKET_PORT" "$1" "$READY_WITHIN_S" /state || fail "the check with $1 gateways failed"
}
# shellcheck source=end-to-end.sh
. "$here/end-to-end.sh"
# shellcheck source=observability.sh
. "$here/observability.sh"
# shellcheck source=backup.sh
. "$here/backup.sh"
check 1

say 'only haproxy publishes ports, and no service runs as root'
open=$(podman ps --format '{{if .Ports}}{{.Names}}{{end}}' | sort -u | sed '/^$/d')
[ "$open" = "${COMPOSE_PROJECT_NAME}_haproxy_1" ] || fail "published ports: $open"
for id in $(container chat-api) $(container realtime-gateway) $(container presence); do
  [ "$(podman exec "$id" id -u)" != 0 ] || fail 'a service runs as root'
done

say 'each service sees only its own secrets'
for service in chat-api realtime-gateway presence; do
  id=$(container "$service")
  files=$(podman exec "$id" ls -R /var/lib/kcs)
  [[ $files == *nats.creds* && $files == *redis-url* ]] || fail "$service lacks credentials: $files"
  # chat-api signs the credentials of producers, and therefore has one of the keys.
  other_files=$files
  [ "$service" != chat-api ] || other_files=${files/producers-signing.seed/}
  [[ $other_files != *.seed* && $other_files != *admin.creds* ]] || fail "$service sees the keys of NATS: $files"
  [ "$service" = chat-api ] || [[ $files != *signing-keys* ]] || fail "$service sees the signing keys: $files"
done

say 'NATS and Redis refuse clients without credentials'
greet() { # <host> <port> <text>: sends the text from the container of presence, and prints what the server answers
  podman exec "$(container presence)" node -e 'const [host, port, text] = process.argv.slice(1);
    const socket = require("node:net").connect(port, host, () => socket.write(text.replaceAll("|", "\r\n")));
    socket.on("data", (chunk) => process.stdout.write(chunk));
    socket.setTimeout(2000, () => socket.destroy());' "$@"
}
greet_until_answered() { # the same, but again if there was no answer, because the name server sometimes fails once
  local answer=''
  for _ in 1 2 3 4 5; do
    answer=$(greet "$@") && [[ -n $answer ]] && break
    sleep 1
  done
  printf '%s' "$answer"
}
[[ $(greet_until_answered redis 6379 'PING|') == *NOAUTH* ]] || fail 'Redis does not refuse clients without credentials'
[[ $(greet_until_answered nats 4222 'CONNECT {}|PING|') == *'Authorization Violation'* ]] || fail 'NATS does not refuse clients without credentials'
[[ $(greet nats 8222 'GET /connz HTTP/1.0||' 2>&1) != *HTTP* ]] || fail 'other containers can read the NATS monitoring page'

say 'scaling up to 4 gateways and 2 chat-apis'
compose up --detach --scale realtime-gateway=4 --scale chat-api=2
check 4

say 'every gateway restarts, one after the other, while 1,000 clients are connected'
start_observability
restart_under_load 1000

say 'the end-to-end tests pass against 4 gateways and 2 chat-apis'
run_system_tests

say 'docker compose --profile observability up'
check_observability 2 4

say 'a backup is restored with the commands of the runbook, and erased people stay erased'
check_backup
check 4

say 'a killed chat-api and a killed gateway restart by themselves'
pid_of() { podman inspect --format '{{.State.Pid}}' "$1"; }
for service in chat-api realtime-gateway; do
  read -r victim < <(container "$service")
  before=$(pid_of "$victim")
  kill -KILL "$before"
  for _ in $(seq 60); do
    now=$(pid_of "$victim")
    [ "$now" != 0 ] && [ "$now" != "$before" ] && continue 2
    sleep 0.5
  done
  fail "the killed $service did not restart"
done
check 4

say 'scaling down to 2 gateways and 1 chat-api'
compose up --detach --scale realtime-gateway=2 --scale chat-api=1
check 2

say 'stopping gracefully, with exit code 0'
compose stop
for service in chat-api realtime-gateway presence; do
  for id in $(container "$service"); do
    code=$(podman inspect --format '{{.State.ExitCode}}' "$id")
    [ "$code" = 0 ] || { podman logs --tail 20 "$id"; fail "$service ended with exit code $code"; }
  done
done
ended() { podman inspect --format '{{.State.FinishedAt.UnixMilli}}' "$(container "$1")"; }
[ "$(ended chat-api)" -le "$(ended postgres)" ] || fail 'PostgreSQL was stopped before chat-api'

say 'down and up again: data and keys are kept'
compose down
compose up --detach
check 1

say 'in production the first Admin can log in, and there are no demo accounts'
compose down --volumes
unset PRESENCE_GRACE_MS EVENTS_PER_SECOND_PER_USER
export NODE_ENV=production PUBLIC_URL=https://chat.school.example POSTGRES_PASSWORD=a1b2c3d4e5f6
export BOOTSTRAP_ADMIN_EMAIL=head@school.example BOOTSTRAP_ADMIN_PASSWORD=correct-horse-battery
compose up --detach || { tail -n 30 "$work/compose.log"; fail 'the production system did not start'; }
log_in() { # <email> <password>: prints the HTTP status
  curl --silent --max-time 10 --output /dev/null --write-out '%{http_code}' "http://127.0.0.1:$PORT/api/v1/auth/login" \
    --header 'content-type: application/json' --data "{\"email\":\"$1\",\"password\":\"$2\"}" || true
}
for _ in $(seq 60); do
  status=$(log_in "$BOOTSTRAP_ADMIN_EMAIL" "$BOOTSTRAP_ADMIN_PASSWORD")
  [ "$status" = 200 ] && break
  sleep 1
done
[ "$status" = 200 ] || fail "the login of the first Admin returned status $status"
status=$(log_in teacher@school.com password123)
[ "$status" = 401 ] || fail "the login of a demo account returned status $status"

say 'a silent name server does not delay the exit of a process'
setsid node -e 'require("node:dgram").createSocket("udp4").bind(53, "127.77.0.53")' &
background+=($!)
since=$SECONDS
podman run --rm --network host --dns 127.77.0.53 kcs-chat:local \
  node -e 'require("node:dns").lookup("postgres", () => {}); setTimeout(process.exit, 500)'
took=$((SECONDS - since))
# If the process exits in less than 2 s, it did not query the silent name server.
[ $took -ge 2 ] && [ $took -lt 9 ] || fail "the exit took $took s"
