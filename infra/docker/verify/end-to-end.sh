# Sourced by verify.sh: a load of clients during a rolling restart, and the end-to-end tests, against the running project.
describe_system() { # writes the description of the running project to a file that only root can read
  (umask 077 && node "$here/describe-system.mjs" "http://127.0.0.1:$PORT" "http://127.0.0.1:$SOCKET_PORT" > "$run/system.json")
}

restart_under_load() { # <clients>: restarts every gateway, one after the other, while the clients are connected
  describe_system
  npm run --silent drill -- rolling-restart --system "$run/system.json" --restart "$here/restart-gateway.sh" \
    --clients "$1" || fail 'clients noticed the rolling restart'
}

run_system_tests() { # runs every test that can use a running system
  describe_system
  local files
  files=$(grep --files-with-matches getRunningSystem infra/system-tests/test/one-system/*.test.ts)
  # shellcheck disable=SC2086 # The paths contain no spaces.
  KCS_TEST_SYSTEM=$run/system.json npm test --silent -- $files || fail 'the end-to-end tests failed'
}
