import { BASE_VALUES } from './base-values.ts';
import type { ChartValues } from './chart-values.ts';

type Shrinkable = Pick<ChartValues['frontDoor'], 'replicas' | 'resources'>;

const findPodsNamed = (name: string) => [
  { podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } },
];

/** One replica that requests little CPU, so that a machine with two cores has room for several gateways and a rollout. */
const shrink = <Values extends Shrinkable>(values: Values): Values => ({
  ...values,
  replicas: 1,
  resources: { ...values.resources, requests: { ...values.resources.requests, cpu: '50m' } },
});

/** One replica of everything, with its own PostgreSQL, Redis, and NATS, for a cluster on one machine. */
const DEV_VALUES: ChartValues = {
  ...BASE_VALUES,
  nodeEnv: 'development',
  site: { ...BASE_VALUES.site, publicUrl: 'http://localhost:4500' },
  chatApi: shrink(BASE_VALUES.chatApi),
  realtimeGateway: shrink(BASE_VALUES.realtimeGateway),
  presence: shrink(BASE_VALUES.presence),
  frontDoor: shrink(BASE_VALUES.frontDoor),
  ingress: { ...BASE_VALUES.ingress, enabled: false },
  postgres: { ...BASE_VALUES.postgres, peers: findPodsNamed('postgres') },
  redis: { peers: findPodsNamed('redis') },
  nats: { ...BASE_VALUES.nats, peers: findPodsNamed('nats') },
  // The first installation brings the PostgreSQL that the job migrates.
  migration: { helmHook: 'post-install,pre-upgrade' },
  devServers: { enabled: true },
};

/** A NATS cluster with three copies of each event, longer drains, and gateways that scale with their sockets. */
const PROD_VALUES: ChartValues = {
  ...BASE_VALUES,
  image: { repository: 'registry.school.example/kcs-chat', tag: '0.1.0', pullPolicy: 'IfNotPresent' },
  chatApi: { ...BASE_VALUES.chatApi, replicas: 3 },
  realtimeGateway: {
    ...BASE_VALUES.realtimeGateway,
    replicas: 3,
    // 12,000 sockets are closed at the default pace, 100 per second. One gateway accepts 200 connections per second.
    settings: { DRAIN_MS: '120000' },
    terminationGracePeriodSeconds: 140,
  },
  frontDoor: { ...BASE_VALUES.frontDoor, replicas: 3 },
  nats: { ...BASE_VALUES.nats, streamReplicas: '3' },
  autoscaling: { ...BASE_VALUES.autoscaling, by: 'prometheus-adapter', minReplicas: 3 },
};

export const OVERLAY_VALUES = { dev: DEV_VALUES, prod: PROD_VALUES };
