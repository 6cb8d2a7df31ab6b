/** What the registry is told of times and limits; see the README for the variables behind them. */
export interface RegistrySettings {
  /** This replica, as it appears in locks. */
  readonly replica: string;
  readonly beatMs: number;
  readonly leaseMs: number;
  readonly graceMs: number;
  readonly socketsPerUser: number;
  /** Longer than telling a batch takes at worst. */
  readonly claimMs: number;
  readonly changesPerBatch: number;
  /** The hash tag of all keys; another one gives a registry of its own. */
  readonly tag?: string;
}
