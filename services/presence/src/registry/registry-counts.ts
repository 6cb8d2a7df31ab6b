import type { GatewayStats } from '@kcs/contracts';

export interface EpochReport {
  readonly epoch: string;
  readonly totals: GatewayStats;
  readonly lastHeartbeatMs: number;
  readonly sessions: number;
}

export interface RegistryCounts {
  readonly redisMs: number;
  readonly users: number;
  readonly rooms: number;
  readonly epochs: readonly EpochReport[];
}
