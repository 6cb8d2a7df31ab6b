import type { ChatApiConfig } from './config-schema.ts';

const DEFAULT_BALANCER_WAITS_MS = { development: 200, production: 5_000 } as const;

export const getBalancerWaitMs = ({ BALANCER_WAIT_MS: configured, NODE_ENV }: ChatApiConfig): number =>
  configured ?? DEFAULT_BALANCER_WAITS_MS[NODE_ENV];
