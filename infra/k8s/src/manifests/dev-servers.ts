import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { ChartValues } from '../values/chart-values.ts';
import { createMetadata, createSelectorLabels, type ManifestFile } from './manifest.ts';
import { createPolicy } from './network-policies.ts';
import { createPodSpec } from './pod.ts';

interface ServerOptions {
  readonly name: 'postgres' | 'redis' | 'nats';
  readonly port: number;
  readonly user: number;
  readonly container: Omit<IContainer, 'name' | 'ports'>;
  readonly volumes: readonly IVolume[];
  /** The name of the Service, if it differs from `name`. */
  readonly serviceName?: string;
}

const createResources = (memory: string) => ({
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { memory },
});
const createCommandProbe = (...command: string[]) => ({
  exec: { command },
  periodSeconds: 2,
  timeoutSeconds: 5,
  failureThreshold: 15,
});
const createScratchVolume = (name: string): IVolume => ({ name, emptyDir: {} });

/**
 * Returns PostgreSQL, Redis, and NATS with one replica each, for development. They use the images and configurations of
 * docker compose, and lose their data when their pod is deleted. Also returns the volume for the ids of erased users.
 */
export function describeDevServers({ postgres, backups }: ChartValues): ManifestFile {
  return {
    name: 'dev-servers',
    condition: { path: 'devServers.enabled', equals: 'true' },
    manifests: [
      ...[createPostgres(postgres.migrationSecretName), REDIS, NATS].flatMap(describeServer),
      createVolumeClaim(backups.claimName),
    ],
  };
}

const createVolumeClaim = (name: string): IPersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Mi' } } },
});

const createPostgres = (secretName: string): ServerOptions => ({
  name: 'postgres',
  serviceName: 'kcs-postgres-rw',
  port: 5432,
  user: 999,
  container: {
    image: 'postgres:17-bookworm',
    env: [
      { name: 'POSTGRES_USER', value: 'kcs' },
      { name: 'POSTGRES_DB', value: 'kcs' },
      {
        name: 'POSTGRES_PASSWORD',
        valueFrom: { secretKeyRef: { name: secretName, key: 'password' } },
      },
      { name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' },
    ],
    readinessProbe: createCommandProbe('pg_isready', '-h', '127.0.0.1', '-U', 'kcs', '-d', 'kcs'),
    resources: createResources('1Gi'),
    volumeMounts: [
      { name: 'data', mountPath: '/var/lib/postgresql/data' },
      { name: 'run', mountPath: '/var/run/postgresql' },
    ],
  },
  volumes: [createScratchVolume('data'), createScratchVolume('run')],
});

const REDIS: ServerOptions = {
  name: 'redis',
  port: 6379,
  user: 999,
  container: {
    image: 'redis:8.2-alpine',
    command: ['redis-server'],
    args: [
      ...['--save', '', '--appendonly', 'no'],
      ...['--maxmemory', '256mb', '--maxmemory-policy', 'noeviction'],
      ...['--aclfile', '/etc/kcs/users.acl'],
    ],
    // This user has no password and may only send PING.
    readinessProbe: createCommandProbe(
      'redis-cli',
      ...['-e', '--no-auth-warning', '--user', 'health', '--pass', 'none', 'ping'],
    ),
    resources: createResources('512Mi'),
    volumeMounts: [{ name: 'config', mountPath: '/etc/kcs', readOnly: true }],
  },
  volumes: [{ name: 'config', secret: { secretName: 'redis-config' } }],
};

const NATS: ServerOptions = {
  name: 'nats',
  port: 4222,
  user: 1000,
  container: {
    image: 'nats:2.12-alpine',
    args: ['--config', '/etc/kcs/nats-server.conf'],
    readinessProbe: createCommandProbe('wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8222/healthz'),
    resources: createResources('512Mi'),
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      { name: 'config', mountPath: '/etc/kcs', readOnly: true },
    ],
  },
  volumes: [createScratchVolume('data'), { name: 'config', secret: { secretName: 'nats-config' } }],
};

function describeServer(options: ServerOptions) {
  const { name, port, user, container, volumes, serviceName = name } = options;
  const deployment: IDeployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: createMetadata(name),
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: createSelectorLabels(name) },
      template: {
        metadata: { labels: createSelectorLabels(name) },
        spec: createPodSpec({
          name,
          user,
          container: { ...container, ports: [{ name, containerPort: port }] },
          volumes,
        }),
      },
    },
  };
  const service: IService = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: createMetadata(serviceName),
    spec: { selector: createSelectorLabels(name), ports: [{ name, port, targetPort: port }] },
  };
  const sameInstallation = [{ podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'kcs-chat' } } }];
  const policy = createPolicy(name, {
    ingress: [{ from: sameInstallation, ports: [{ protocol: 'TCP', port }] }],
    egress: [],
  });
  return [deployment, service, policy];
}
