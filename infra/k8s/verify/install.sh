# Sourced by verify.sh: installs the overlay `dev` as README.md describes it.
create_secrets() {
  npx turbo run build --filter @kcs/compose-secrets > "$run/build.log" 2>&1 || { tail "$run/build.log"; fail 'the build failed'; }
  node infra/compose-secrets/dist/main.js "$run/secrets"
  for service in chat-api realtime-gateway presence; do
    in_namespace create secret generic "$service-secrets" --from-file "$run/secrets/$service"
  done
  in_namespace create secret generic redis-config --from-file "$run/secrets/redis"
  in_namespace create secret generic nats-config --from-file "$run/secrets/nats"
  create_database_secret kcs-postgres-chat-api kcs_chat_api --type kubernetes.io/basic-auth --from-literal username=kcs_chat_api
  create_database_secret kcs-postgres-app kcs
}

create_database_secret() { # <secret> <user> <options>
  local password
  password=$(openssl rand -hex 16)
  in_namespace create secret generic "$1" "${@:3}" --from-literal "password=$password" \
    --from-literal "uri=postgresql://$2:$password@kcs-postgres-rw:5432/kcs"
}

install_dev() {
  kubectl create namespace "$NAMESPACE"
  kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted
  create_secrets
  mkdir "$run/overlay"
  cat > "$run/overlay/kustomization.yaml" <<YAML
resources: ["$(realpath --relative-to "$run/overlay" infra/k8s/overlays/dev)"]
namespace: $NAMESPACE
images: [{ name: kcs-chat, newName: "${IMAGE%:*}", newTag: "${IMAGE##*:}" }]
YAML
  kubectl apply --kustomize "$run/overlay"
  in_namespace wait --for condition=complete job/migrate --timeout "$READY_WITHIN"
  in_namespace get deployments --output name | xargs -n 1 kubectl --namespace "$NAMESPACE" rollout status --timeout "$READY_WITHIN"
}
