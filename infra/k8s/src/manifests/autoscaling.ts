import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { ChartValues } from '../values/chart-values.ts';
import { createMetadata, type ManifestFile } from './manifest.ts';

const GATEWAY = 'realtime-gateway';
/** The gauge of live sockets of a gateway. */
const SOCKETS_METRIC = 'kcs_gateway_sockets';
/** Longer than the longest drain of a gateway, so that two gateways never drain at once. */
const SECONDS_BETWEEN_DRAINS = 300;

/**
 * How fast the number of gateways changes: up to twice as many per minute, but only one fewer in five minutes. Each
 * removed gateway moves its sockets to the others.
 */
const createScalingBehavior = () => ({
  scaleUp: {
    stabilizationWindowSeconds: 0,
    policies: [{ type: 'Percent', value: 100, periodSeconds: 60 }],
  },
  scaleDown: {
    stabilizationWindowSeconds: SECONDS_BETWEEN_DRAINS,
    policies: [{ type: 'Pods', value: 1, periodSeconds: SECONDS_BETWEEN_DRAINS }],
  },
});

const createTarget = () => ({ apiVersion: 'apps/v1', kind: 'Deployment', name: GATEWAY });

/** Returns the autoscaler of the gateways in two variants. An installation has at most one of them. */
export function describeAutoscaling({ autoscaling }: ChartValues): ManifestFile[] {
  const { minReplicas, maxReplicas, socketsPerPod, prometheusUrl, query } = autoscaling;
  const horizontalPodAutoscaler: IHorizontalPodAutoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: createMetadata(GATEWAY),
    spec: {
      scaleTargetRef: createTarget(),
      minReplicas,
      maxReplicas,
      metrics: [
        {
          type: 'Pods',
          pods: {
            metric: { name: SOCKETS_METRIC },
            target: { type: 'AverageValue', averageValue: socketsPerPod },
          },
        },
      ],
      behavior: createScalingBehavior(),
    },
  };
  const scaledObject: IScaledObject = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: createMetadata(GATEWAY),
    spec: {
      scaleTargetRef: createTarget(),
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      advanced: { horizontalPodAutoscalerConfig: { behavior: createScalingBehavior() } },
      triggers: [
        {
          type: 'prometheus',
          metricType: 'AverageValue',
          metadata: { serverAddress: prometheusUrl, query, threshold: socketsPerPod },
        },
      ],
    },
  };
  return [
    {
      name: 'autoscaling-prometheus-adapter',
      manifests: [horizontalPodAutoscaler],
      condition: { path: 'autoscaling.by', equals: 'prometheus-adapter' },
    },
    {
      name: 'autoscaling-keda',
      manifests: [scaledObject],
      condition: { path: 'autoscaling.by', equals: 'keda' },
    },
  ];
}
