import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { ChartValues } from '../values/chart-values.ts';
import { onlyIf } from '../values/placeholders.ts';
import {
  BACKUPS_FOLDER,
  createCommonVariables,
  createDatabaseVariable,
  createPublicHttpVariables,
  createSettingVariables,
  SECRETS_FOLDER,
  toVariables,
} from './environment.ts';
import {
  createMetadata,
  createSelectorLabels,
  FORWARDING_PORT,
  type ManifestFile,
  OPS_PORT,
  SERVICE_PORT,
} from './manifest.ts';
import { createPodSpec, createServiceProbes, createSpread } from './pod.ts';

/** The user `node` of the image. */
export const NODE_USER = 1000;
/**
 * How long a new replica must be ready before the next old one stops. HAProxy finds replicas by DNS, and Kubernetes'
 * name servers keep an answer for up to 30 s.
 */
const DNS_CACHE_SECONDS = 30;

export const formatImage = ({ image }: ChartValues): string => `${image.repository}:${image.tag}`;

/** Returns the files of chat-api, realtime-gateway, and presence. */
export function describeServices(values: ChartValues): ManifestFile[] {
  const common = createCommonVariables(values);
  return [
    describeService(values, {
      name: 'chat-api',
      values: values.chatApi,
      replicas: values.chatApi.replicas,
      hasHttp: true,
      env: [
        ...common,
        ...createPublicHttpVariables(),
        createDatabaseVariable('DATABASE_URL', values.postgres.secretName, values.postgres.urlKey),
        ...toVariables({
          NATS_STREAM_REPLICAS: values.nats.streamReplicas,
          JWT_SIGNING_KEYS_FILE: `${SECRETS_FOLDER}/jwt-signing-keys.json`,
          SESSION_SECRET_FILE: `${SECRETS_FOLDER}/session-secret`,
          NATS_PRODUCERS_SIGNING_KEY_FILE: `${SECRETS_FOLDER}/producers-signing.seed`,
          NATS_PRODUCERS_ACCOUNT_FILE: `${SECRETS_FOLDER}/producers-account`,
          ERASED_USERS_FILE: `${BACKUPS_FOLDER}/erased-users.txt`,
        }),
      ],
      sharedVolume: {
        name: 'backups',
        mountPath: BACKUPS_FOLDER,
        claimName: values.backups.claimName,
      },
    }),
    describeService(values, {
      name: 'realtime-gateway',
      values: values.realtimeGateway,
      // An autoscaler owns the number of replicas. Each apply would otherwise reset the number.
      replicas: onlyIf(values.autoscaling.by, 'none', values.realtimeGateway.replicas),
      hasHttp: true,
      env: [...common, ...createPublicHttpVariables(), ...createForwardingVariables()],
      privatePorts: [{ name: 'forwarding', containerPort: FORWARDING_PORT }],
    }),
    describeService(values, {
      name: 'presence',
      values: values.presence,
      replicas: values.presence.replicas,
      hasHttp: false,
      env: common,
    }),
  ];
}

/** Returns the variables with which a gateway passes requests of other gateways' sessions on (ADDR-6). */
const createForwardingVariables = (): IEnvVar[] => [
  ...toVariables({
    FORWARDING_KEY_FILE: `${SECRETS_FOLDER}/forwarding-key`,
    FORWARDING_PORT: String(FORWARDING_PORT),
  }),
  { name: 'FORWARDING_HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
];

interface ServiceOptions {
  readonly name: 'chat-api' | 'realtime-gateway' | 'presence';
  readonly values: ChartValues['chatApi'];
  readonly replicas: number | undefined;
  readonly hasHttp: boolean;
  readonly env: readonly IEnvVar[];
  /** The volume of the service, if it has one. All replicas share it. */
  readonly sharedVolume?: { readonly name: string; readonly mountPath: string; readonly claimName: string };
  /** Ports that only other pods of the same service reach. No Service lists them. */
  readonly privatePorts?: readonly { readonly name: string; readonly containerPort: number }[];
}

function describeService(values: ChartValues, options: ServiceOptions): ManifestFile {
  const { name, hasHttp } = options;
  return {
    name,
    manifests: [
      createDeployment(values, options),
      createDisruptionBudget(name),
      ...(hasHttp ? [createHeadlessService(name)] : []),
    ],
  };
}

/** Returns a Deployment that replaces one pod after the other, so that only one gateway drains at a time. */
function createDeployment(values: ChartValues, options: ServiceOptions): IDeployment {
  const { name, hasHttp, sharedVolume, values: serviceValues } = options;
  const servicePorts = hasHttp ? [{ name: 'http', containerPort: SERVICE_PORT }] : [];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: createMetadata(name),
    spec: {
      ...(options.replicas !== undefined && { replicas: options.replicas }),
      revisionHistoryLimit: 5,
      minReadySeconds: DNS_CACHE_SECONDS,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: createSelectorLabels(name) },
      template: {
        metadata: {
          labels: createSelectorLabels(name),
          annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(OPS_PORT) },
        },
        spec: {
          ...createPodSpec({
            name,
            user: NODE_USER,
            container: {
              image: formatImage(values),
              imagePullPolicy: values.image.pullPolicy,
              command: ['node', `services/${name}/dist/main.js`],
              env: [...options.env, ...createSettingVariables(serviceValues.settings)],
              ports: [
                ...servicePorts,
                { name: 'ops', containerPort: OPS_PORT },
                ...(options.privatePorts ?? []),
              ],
              ...createServiceProbes(),
              resources: serviceValues.resources,
              volumeMounts: [
                { name: 'secrets', mountPath: SECRETS_FOLDER, readOnly: true },
                ...(sharedVolume ? [{ name: sharedVolume.name, mountPath: sharedVolume.mountPath }] : []),
              ],
            },
            volumes: [
              { name: 'secrets', secret: { secretName: `${name}-secrets`, defaultMode: 0o440 } },
              ...(sharedVolume ? [createClaimedVolume(sharedVolume)] : []),
            ],
          }),
          // The service reports "not ready", waits for HAProxy, and drains after SIGTERM, so a preStop hook is not needed.
          terminationGracePeriodSeconds: serviceValues.terminationGracePeriodSeconds,
          topologySpreadConstraints: createSpread(name),
        },
      },
    },
  };
}

const createClaimedVolume = ({ name, claimName }: NonNullable<ServiceOptions['sharedVolume']>): IVolume => ({
  name,
  persistentVolumeClaim: { claimName },
});

export const createDisruptionBudget = (name: string): IPodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: createMetadata(name),
  spec: {
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: createSelectorLabels(name) },
  },
});

/**
 * Returns a Service whose DNS name lists all pods, even those that are not ready. HAProxy checks `/readyz` itself, and
 * keeps the sessions of a gateway that accepts no new ones.
 */
const createHeadlessService = (name: string): IService => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: createMetadata(name),
  spec: {
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: createSelectorLabels(name),
    ports: [{ name: 'http', port: SERVICE_PORT, targetPort: SERVICE_PORT }],
  },
});
