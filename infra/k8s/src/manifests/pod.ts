import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { createSelectorLabels, OPS_PORT } from './manifest.ts';

/** The security context that every container has. It satisfies the Pod Security Standard `restricted`. */
const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

interface PodOptions {
  readonly name: string;
  /** The id of the image's user. It must be a number, because Kubernetes cannot check that a name is not root. */
  readonly user: number;
  readonly container: Omit<IContainer, 'name'>;
  readonly volumes?: readonly IVolume[];
}

/** Returns the specification of a pod with one container, whose only writable folder is `/tmp`. */
export function createPodSpec({ name, user, container, volumes = [] }: PodOptions): IPodSpec {
  const { volumeMounts = [], ...containerRest } = container;
  return {
    automountServiceAccountToken: false,
    // Kubernetes would otherwise set variables such as REDIS_PORT for each Service.
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name,
        ...containerRest,
        securityContext: RESTRICTED_CONTAINER,
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...volumeMounts],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }, ...volumes],
  };
}

/**
 * Returns the probes of a service. A replica that is not ready keeps running: only `/livez` decides about a restart. A
 * service may wait 30 s for PostgreSQL before it answers.
 */
export const createServiceProbes = () => ({
  startupProbe: createHttpProbe('/livez', OPS_PORT, { periodSeconds: 2, failureThreshold: 30 }),
  livenessProbe: createHttpProbe('/livez', OPS_PORT, { periodSeconds: 5, failureThreshold: 6 }),
  readinessProbe: createHttpProbe('/readyz', OPS_PORT, { periodSeconds: 2, failureThreshold: 3 }),
});

/** Returns a probe that requests a path. A probe fails if the answer takes longer than 3 s. */
export const createHttpProbe = (path: string, port: number, rest: IProbe): IProbe => ({
  httpGet: { path, port },
  timeoutSeconds: 3,
  ...rest,
});

/** Returns constraints that spread the replicas over zones and machines, as far as the cluster has them. */
export const createSpread = (name: string): IPodSpec['topologySpreadConstraints'] =>
  ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: createSelectorLabels(name) },
    matchLabelKeys: ['pod-template-hash'],
  }));
