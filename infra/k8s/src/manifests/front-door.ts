import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IService } from 'kubernetes-models/v1/Service';
import type { ChartValues } from '../values/chart-values.ts';
import { createPublicHttpVariables, createSiteVariable, SITE_CONFIG, toVariables } from './environment.ts';
import {
  createMetadata,
  createSelectorLabels,
  FRONT_DOOR_OPS_PORT,
  FRONT_DOOR_PORT,
  type ManifestFile,
  OPS_PORT,
  SERVICE_PORT,
  SOCKETS_PORT,
} from './manifest.ts';
import { createHttpProbe, createPodSpec, createSpread } from './pod.ts';
import { createDisruptionBudget } from './services.ts';

const NAME = 'front-door';
/** The user `haproxy` of HAProxy's image. */
const HAPROXY_USER = 99;
/** HAProxy closes its ports at the signal to stop. Before that, other machines need time to stop using its address. */
const PRE_STOP_SECONDS = 5;
/** The wait before the signal, and the 30 s of `hard-stop-after` in haproxy.cfg, and 5 s to spare. */
const GRACE_PERIOD_SECONDS = 40;

/** haproxy.cfg of docker compose, and a name that changes with the content, so that a change restarts HAProxy. */
export interface HaproxyConfig {
  readonly text: string;
  readonly hash: string;
}

/** Returns the files of HAProxy, which accepts all connections of clients. */
export function describeFrontDoor(values: ChartValues, haproxy: HaproxyConfig): ManifestFile[] {
  const configMap: IConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: createMetadata(formatConfigName(haproxy)),
    data: { 'haproxy.cfg': haproxy.text },
  };
  const site: IConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: createMetadata(SITE_CONFIG),
    data: {
      PUBLIC_URL: values.site.publicUrl,
      CORS_ORIGINS: values.site.corsOrigins,
      TRUSTED_PROXIES: values.site.trustedProxies,
    },
  };
  return [
    { name: 'site', manifests: [site] },
    { name: 'haproxy-config', manifests: [configMap] },
    {
      name: NAME,
      manifests: [createDeployment(values, haproxy), createDisruptionBudget(NAME), createService(values)],
    },
    {
      name: 'ingress',
      manifests: [createIngress(values)],
      condition: { path: 'ingress.enabled', equals: 'true' },
    },
  ];
}

const formatConfigName = ({ hash }: HaproxyConfig): string => `haproxy-config-${hash}`;

function createDeployment(values: ChartValues, haproxy: HaproxyConfig): IDeployment {
  const { replicas, image, resources } = values.frontDoor;
  const probe = (failureThreshold: number) =>
    createHttpProbe('/.balancer/live', FRONT_DOOR_PORT, { periodSeconds: 2, failureThreshold });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: createMetadata(NAME),
    spec: {
      replicas,
      revisionHistoryLimit: 5,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: createSelectorLabels(NAME) },
      template: {
        metadata: {
          labels: createSelectorLabels(NAME),
          annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(FRONT_DOOR_OPS_PORT) },
        },
        spec: {
          ...createPodSpec({
            name: 'haproxy',
            user: HAPROXY_USER,
            container: {
              image,
              env: createHaproxyVariables(values),
              ports: [
                { name: 'http', containerPort: FRONT_DOOR_PORT },
                { name: 'sockets', containerPort: SOCKETS_PORT },
                { name: 'ops', containerPort: FRONT_DOOR_OPS_PORT },
              ],
              livenessProbe: probe(15),
              readinessProbe: probe(2),
              lifecycle: { preStop: { exec: { command: ['sleep', String(PRE_STOP_SECONDS)] } } },
              resources,
              volumeMounts: [{ name: 'config', mountPath: '/usr/local/etc/haproxy', readOnly: true }],
            },
            volumes: [{ name: 'config', configMap: { name: formatConfigName(haproxy) } }],
          }),
          terminationGracePeriodSeconds: GRACE_PERIOD_SECONDS,
          topologySpreadConstraints: createSpread(NAME),
        },
      },
    },
  };
}

/** Returns the variables of haproxy.cfg. HAProxy does not know search domains, so the names of the services are complete. */
const createHaproxyVariables = (values: ChartValues) => [
  { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
  ...createPublicHttpVariables(),
  createSiteVariable('TRUSTED_PROXIES'),
  ...toVariables({
    NODE_ENV: values.nodeEnv,
    FRONT_DOOR_BIND: `*:${FRONT_DOOR_PORT}`,
    SOCKETS_BIND: `*:${SOCKETS_PORT}`,
    OPS_BIND: `*:${FRONT_DOOR_OPS_PORT}`,
    PEERS_PORT: '4503',
    CHAT_APIS_DNS: `chat-api.$(POD_NAMESPACE).svc.cluster.local:${SERVICE_PORT}`,
    CHAT_APIS_OPS_PORT: String(OPS_PORT),
    GATEWAYS_DNS: `realtime-gateway.$(POD_NAMESPACE).svc.cluster.local:${SERVICE_PORT}`,
    GATEWAYS_OPS_PORT: String(OPS_PORT),
  }),
];

/**
 * Returns the Service in front of HAProxy. It sends a client address to the same HAProxy, because each HAProxy only
 * knows the Socket.IO sessions that it has seen.
 */
const createService = (values: ChartValues): IService => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: createMetadata(NAME),
  spec: {
    type: values.frontDoor.serviceType,
    sessionAffinity: 'ClientIP',
    selector: createSelectorLabels(NAME),
    ports: [
      { name: 'http', port: FRONT_DOOR_PORT, targetPort: FRONT_DOOR_PORT },
      { name: 'sockets', port: SOCKETS_PORT, targetPort: SOCKETS_PORT },
    ],
  },
});

const createIngress = ({ ingress }: ChartValues): IIngress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: createMetadata(NAME, ingress.annotations),
  spec: {
    ingressClassName: ingress.className,
    tls: [{ hosts: [ingress.host], secretName: ingress.tlsSecretName }],
    rules: [
      {
        host: ingress.host,
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: NAME, port: { number: FRONT_DOOR_PORT } } },
            },
          ],
        },
      },
    ],
  },
});
