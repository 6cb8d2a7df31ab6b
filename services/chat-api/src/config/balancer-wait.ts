import type { ChatApiConfig } from './config-schema.ts';

const DEFAULT_BALANCER_WAITS_MS = { development: 200, production: 5_000 } as const;

/** Returns how long to wait between reporting "not ready" and closing. */
export const getBalancerWaitMs = ({ BALANCER_WAIT_MS: configured, NODE_ENV }: ChatApiConfig): number =>
  configured ?? DEFAULT_BALANCER_WAITS_MS[NODE_ENV];
