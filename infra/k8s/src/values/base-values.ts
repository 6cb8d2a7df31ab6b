import type { ChartValues } from './chart-values.ts';

const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/**
 * Returns the resources of a container. Memory has the same limit as in docker-compose.yml. CPU has no limit, because a
 * throttled service answers its health checks late.
 */
const createResources = (cpu: string, memoryRequest: string, memoryLimit: string) => ({
  requests: { cpu, memory: memoryRequest },
  limits: { memory: memoryLimit },
});

/** The defaults of the Helm chart and the values of the kustomize base. */
export const BASE_VALUES: ChartValues = {
  image: { repository: 'kcs-chat', tag: 'local', pullPolicy: 'IfNotPresent' },
  nodeEnv: 'production',
  site: { publicUrl: 'https://chat.school.example', corsOrigins: '', trustedProxies: '10.0.0.0/8' },
  chatApi: {
    replicas: 2,
    resources: createResources('500m', '384Mi', '1Gi'),
    terminationGracePeriodSeconds: 30,
    settings: {},
  },
  realtimeGateway: {
    replicas: 2,
    resources: createResources('500m', '512Mi', '2Gi'),
    terminationGracePeriodSeconds: 80,
    settings: {},
  },
  presence: {
    replicas: 2,
    resources: createResources('100m', '192Mi', '512Mi'),
    terminationGracePeriodSeconds: 30,
    settings: {},
  },
  frontDoor: {
    image: 'haproxy:3.2-alpine',
    replicas: 2,
    serviceType: 'ClusterIP',
    resources: createResources('250m', '128Mi', '1Gi'),
    ingressPeers: [{ namespaceSelector: {} }],
  },
  ingress: {
    enabled: true,
    className: 'nginx',
    host: 'chat.school.example',
    tlsSecretName: 'chat-tls',
    // Each controller ignores the annotations of the others. All three send a client address to the same HAProxy,
    // which knows the gateways of the Socket.IO sessions that it has seen. Through another HAProxy, a request would often
    // reach the wrong gateway, which passes it on.
    annotations: {
      'haproxy.org/load-balance': 'source',
      'haproxy.org/timeout-tunnel': '120s',
      'nginx.ingress.kubernetes.io/proxy-body-size': '2m',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '120',
      'nginx.ingress.kubernetes.io/upstream-hash-by': '$binary_remote_addr',
      'nginx.org/lb-method': 'hash $remote_addr consistent',
      'nginx.org/proxy-read-timeout': '120s',
      'nginx.org/websocket-services': 'front-door',
    },
  },
  postgres: {
    // The user in this secret may only read and append to the audit log (ADMIN-6).
    secretName: 'kcs-postgres-chat-api',
    urlKey: 'uri',
    // The names that CloudNativePG gives to the secret of the owner and to the pods of the cluster `kcs-postgres`.
    migrationSecretName: 'kcs-postgres-app',
    migrationUrlKey: 'uri',
    peers: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': 'kcs-postgres' } } }],
  },
  backups: { claimName: 'kcs-backups' },
  redis: { peers: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'redis' } } }] },
  nats: {
    url: 'nats://nats:4222',
    streamReplicas: '1',
    peers: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nats' } } }],
  },
  autoscaling: {
    by: 'none',
    minReplicas: 2,
    maxReplicas: 10,
    // Half of CONNECTIONS_PER_GATEWAY, so that the other gateways can take the sockets of one that dies.
    socketsPerPod: '10000',
    prometheusUrl: 'http://prometheus-server.monitoring.svc:80',
    query: 'sum(kcs_gateway_sockets)',
  },
  monitoring: { peers: [inNamespace('monitoring')] },
  identityProvider: { enabled: false, peers: [{ ipBlock: { cidr: '0.0.0.0/0' } }] },
  migration: { helmHook: 'pre-install,pre-upgrade' },
  devServers: { enabled: false },
};
