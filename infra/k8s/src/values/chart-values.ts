import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';

/** Environment variables by name. All values are texts, because Helm would print large integers as 1e+06. */
export type Settings = Readonly<Record<string, string>>;

interface ServiceValues {
  readonly replicas: number;
  readonly resources: IResourceRequirements;
  /** Must be at least the time that the service needs to stop with its settings. */
  readonly terminationGracePeriodSeconds: number;
  readonly settings: Settings;
}

/** Everything in which two installations may differ. */
export interface ChartValues {
  readonly image: {
    readonly repository: string;
    readonly tag: string;
    readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  };
  readonly nodeEnv: 'development' | 'production';
  readonly site: {
    readonly publicUrl: string;
    readonly corsOrigins: string;
    readonly trustedProxies: string;
  };
  readonly chatApi: ServiceValues;
  readonly realtimeGateway: ServiceValues;
  readonly presence: ServiceValues;
  readonly frontDoor: {
    readonly image: string;
    readonly replicas: number;
    readonly serviceType: 'ClusterIP' | 'LoadBalancer' | 'NodePort';
    readonly resources: IResourceRequirements;
    readonly ingressPeers: readonly INetworkPolicyPeer[];
  };
  readonly ingress: {
    readonly enabled: boolean;
    readonly className: string;
    readonly host: string;
    readonly tlsSecretName: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly postgres: {
    /** The secret with the URL of chat-api, whose user owns no tables. */
    readonly secretName: string;
    readonly urlKey: string;
    /** The secret with the URL of the owner of the tables. Only the migrate job reads it. */
    readonly migrationSecretName: string;
    readonly migrationUrlKey: string;
    readonly peers: readonly INetworkPolicyPeer[];
  };
  /** The volume beside the backups to which chat-api writes the ids of erased users. */
  readonly backups: { readonly claimName: string };
  readonly redis: { readonly peers: readonly INetworkPolicyPeer[] };
  readonly nats: {
    readonly url: string;
    readonly streamReplicas: string;
    readonly peers: readonly INetworkPolicyPeer[];
  };
  readonly autoscaling: {
    readonly by: 'none' | 'prometheus-adapter' | 'keda';
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly socketsPerPod: string;
    readonly prometheusUrl: string;
    readonly query: string;
  };
  readonly monitoring: { readonly peers: readonly INetworkPolicyPeer[] };
  readonly identityProvider: { readonly enabled: boolean; readonly peers: readonly INetworkPolicyPeer[] };
  /** When Helm runs the migrate job. */
  readonly migration: { readonly helmHook: string };
  readonly devServers: { readonly enabled: boolean };
}
