import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { ChartValues } from '../values/chart-values.ts';
import {
  createMetadata,
  createSelectorLabels,
  FORWARDING_PORT,
  FRONT_DOOR_OPS_PORT,
  FRONT_DOOR_PORT,
  type ManifestFile,
  OPS_PORT,
  SERVICE_PORT,
  SOCKETS_PORT,
} from './manifest.ts';

const POSTGRES_PORT = 5432;
const REDIS_PORT = 6379;
const NATS_PORT = 4222;

const toPorts = (...ports: number[]): INetworkPolicyPort[] =>
  ports.map((port) => ({ protocol: 'TCP', port }));
const toPeers = (peers: readonly INetworkPolicyPeer[]) => peers as INetworkPolicyPeer[];
const findPods = (name: string): INetworkPolicyPeer[] => [
  { podSelector: { matchLabels: createSelectorLabels(name) } },
];
const from = (peers: readonly INetworkPolicyPeer[], ...ports: number[]): INetworkPolicyIngressRule => ({
  from: toPeers(peers),
  ports: toPorts(...ports),
});
const to = (peers: readonly INetworkPolicyPeer[], ...ports: number[]): INetworkPolicyEgressRule => ({
  to: toPeers(peers),
  ports: toPorts(...ports),
});

/** Returns the policies: nothing may connect to or from a pod of KCS Chat, except where a policy allows it. */
export function describeNetworkPolicies(values: ChartValues): ManifestFile[] {
  const toRedis = to(values.redis.peers, REDIS_PORT);
  const toNats = to(values.nats.peers, NATS_PORT);
  const toPostgres = to(values.postgres.peers, POSTGRES_PORT);
  const fromFrontDoor = from(findPods('front-door'), SERVICE_PORT, OPS_PORT);
  const fromMonitoring = from(values.monitoring.peers, OPS_PORT);
  return [
    {
      name: 'network-policies',
      manifests: [
        createDefaultPolicy(),
        createPolicy('front-door', {
          ingress: [
            from(values.frontDoor.ingressPeers, FRONT_DOOR_PORT, SOCKETS_PORT),
            from(values.monitoring.peers, FRONT_DOOR_OPS_PORT),
          ],
          egress: [
            to(findPods('chat-api'), SERVICE_PORT, OPS_PORT),
            to(findPods('realtime-gateway'), SERVICE_PORT, OPS_PORT),
          ],
        }),
        createPolicy('chat-api', {
          ingress: [fromFrontDoor, fromMonitoring],
          egress: [toPostgres, toRedis, toNats],
        }),
        createPolicy('realtime-gateway', {
          ingress: [fromFrontDoor, fromMonitoring, from(findPods('realtime-gateway'), FORWARDING_PORT)],
          egress: [toRedis, toNats, to(findPods('realtime-gateway'), FORWARDING_PORT)],
        }),
        createPolicy('presence', { ingress: [fromMonitoring], egress: [toRedis, toNats] }),
        createPolicy('migrate', { ingress: [], egress: [toPostgres] }),
      ],
    },
    describeIdentityProviderPolicy(values),
  ];
}

/** Returns the policy that denies everything except name lookups. It applies to all pods of KCS Chat. */
const createDefaultPolicy = (): INetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: createMetadata('default-deny'),
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'kcs-chat' } },
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
    ],
  },
});

export const createPolicy = (
  name: string,
  rules: { ingress: INetworkPolicyIngressRule[]; egress: INetworkPolicyEgressRule[] },
): INetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: createMetadata(name),
  spec: {
    podSelector: { matchLabels: createSelectorLabels(name) },
    policyTypes: ['Ingress', 'Egress'],
    ...rules,
  },
});

/** Returns the policy with which chat-api and the gateways can fetch the keys of the identity provider. */
const describeIdentityProviderPolicy = (values: ChartValues): ManifestFile => ({
  name: 'identity-provider',
  condition: { path: 'identityProvider.enabled', equals: 'true' },
  manifests: [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: createMetadata('identity-provider'),
      spec: {
        podSelector: {
          matchExpressions: [
            { key: 'app.kubernetes.io/name', operator: 'In', values: ['chat-api', 'realtime-gateway'] },
          ],
        },
        policyTypes: ['Egress'],
        egress: [to(values.identityProvider.peers, 443)],
      },
    } as INetworkPolicy,
  ],
});
