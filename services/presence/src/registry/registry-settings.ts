/** The timing and limits of a presence registry. The README explains the environment variables that set them. */
export interface RegistrySettings {
  /** The name of this replica. If the replica holds the lock for ending leases, the lock contains this name. */
  readonly replica: string;
  readonly heartbeatMs: number;
  readonly leaseMs: number;
  readonly graceMs: number;
  readonly socketsPerUser: number;
  /** How long a claim on presence changes lasts. Must be longer than it takes to publish a batch. */
  readonly claimMs: number;
  readonly changesPerBatch: number;
  /** The Redis hash tag in every key. Registries with different tags share no data. */
  readonly tag?: string;
}
