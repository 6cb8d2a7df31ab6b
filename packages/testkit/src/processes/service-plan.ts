import type { CuttableProxy } from '../network/cuttable-proxy.ts';

/**
 * The TCP proxies between one replica and its Redis and NATS servers. By cutting these proxies, a test cuts the
 * connections of this replica only.
 */
export interface ServiceProxies {
  readonly redis: CuttableProxy;
  readonly nats: CuttableProxy;
}

export interface ServicePlan {
  readonly name: string;
  /** The path of the compiled program. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly ops: string;
  /** The replica's proxies; undefined unless the system was started with `cuttable: true`. */
  readonly links?: ServiceProxies | undefined;
}
