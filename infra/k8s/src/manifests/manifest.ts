import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';

/** One Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: IConfigMap['metadata'];
}

/** The manifests of one file. */
export interface ManifestFile {
  /** The name of the file, without its extension. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
  /** The file belongs to an installation only if the value at this path of `ChartValues` is `equals`. */
  readonly condition?: { readonly path: string; readonly equals: string };
}

export const SERVICE_PORT = 3000;
export const OPS_PORT = 9090;
/** The port on which a gateway receives requests from other gateways. */
export const FORWARDING_PORT = 3001;
export const FRONT_DOOR_PORT = 4500;
export const SOCKETS_PORT = 4501;
export const FRONT_DOOR_OPS_PORT = 4502;

/** The labels that select the pods of one part of KCS Chat. */
export const createSelectorLabels = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'kcs-chat',
});

export const createMetadata = (name: string, annotations?: Record<string, string>) => ({
  name,
  labels: createSelectorLabels(name),
  ...(annotations && { annotations }),
});
