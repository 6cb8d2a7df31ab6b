# Sourced by verify.sh: the profile `observability`, as far as it can be started without a registry.
start_observability() {
  docker-compose --profile observability config --quiet || fail 'the profile observability is not valid'
  # There is no stand-in for Grafana, so only Prometheus is started.
  compose --profile observability up --detach --no-deps prometheus || fail 'Prometheus did not start'
}

check_observability() { # <chat-apis> <gateways>
  local address grafana
  address=$(podman inspect --format "{{(index .NetworkSettings.Networks \"${COMPOSE_PROJECT_NAME}_data\").IPAddress}}" "$(container prometheus)")
  node "$here/check-prometheus.mjs" "http://$address:9090" "$1" "$2" || fail 'Prometheus does not show the whole system'
  # Grafana finds Prometheus under this name.
  podman exec "$(container presence)" node -e 'fetch(process.argv[1] + "/-/ready").then((r) => process.exit(r.ok ? 0 : 1))' \
    "$(sed -n 's/^ *url: *//p' infra/observability/grafana/provisioning/datasources/prometheus.yml)" \
    || fail "the data source of Grafana does not answer"
  grafana=$(sed -n '/^  grafana:$/,/^    image:/s/^    image: //p' docker-compose.yml)
  echo "NOT TESTED: $grafana was not started, because there is no stand-in for it. Its data source answers."
  compose --profile observability rm --stop --force prometheus
}
