import { estimateOperationCosts, estimateSweepLoad } from './estimate-load.ts';
import { type CapacityPlan, MAX_UTILIZATION } from './plan-system.ts';

/** How to run PostgreSQL, NATS, or Redis for a workload: as one server, or partitioned over several. */
export interface PartitionAdvice {
  readonly part: 'PostgreSQL' | 'NATS' | 'Redis';
  /**
   * Whether one server can carry the load. Standbys and replicas, which only replace it when it fails, do not
   * count.
   */
  readonly isOneServerEnough: boolean;
  readonly advice: string;
}

/** The largest servers that the advice assumes. Larger ones exist, but take long to restore. */
const MAX_POSTGRES_CORES = 16;
const MAX_POSTGRES_GB = 8_000;
const MAX_NATS_CORES = 8;
/** Redis runs commands on one core. The leader of a JetStream stream is assumed to need one core as well. */
const MAX_BUSY_CORES = MAX_UTILIZATION;
const MICROSECONDS = 1_000_000;

/** Returns the advice for each kind of server. Decision 14 explains the steps. */
export function advisePartitions(plan: CapacityPlan): readonly PartitionAdvice[] {
  return [advisePostgres(plan), adviseNats(plan), adviseRedis(plan)];
}

function advisePostgres({ rates, replicas, busyCores, databaseGb }: CapacityPlan): PartitionAdvice {
  const costs = estimateOperationCosts(rates, replicas);
  const sweepCores = estimateSweepLoad(rates, replicas.gateway).PostgreSQL / MICROSECONDS;
  const pageCores = (rates.pagesPerSecond * costs.page.PostgreSQL) / MICROSECONDS;
  const readCores = sweepCores + pageCores;
  const writeCores = busyCores.PostgreSQL - readCores;
  const maxBusyCores = MAX_POSTGRES_CORES * MAX_UTILIZATION;
  const usageText = `(busy: ${formatCores(writeCores)} for writes and connects, ${formatCores(pageCores)} for pages, ${formatCores(sweepCores)} for sweeps)`;
  const servers = Math.ceil(Math.max(writeCores / maxBusyCores, databaseGb / MAX_POSTGRES_GB));
  if (servers > 1)
    return {
      part: 'PostgreSQL',
      isOneServerEnough: false,
      advice: `${servers} servers, each with a part of the rooms, ${roundUpCores(busyCores.PostgreSQL / servers)} cores, and two standbys ${usageText}.`,
    };
  if (busyCores.PostgreSQL > maxBusyCores)
    return {
      part: 'PostgreSQL',
      isOneServerEnough: false,
      advice: `One server for writes with ${roundUpCores(writeCores)} cores, two standbys, and ${Math.ceil(readCores / maxBusyCores)} read replicas for pages and sweeps ${usageText}.`,
    };
  return {
    part: 'PostgreSQL',
    isOneServerEnough: true,
    advice: `One server with ${roundUpCores(busyCores.PostgreSQL)} cores, and two standbys ${usageText}.`,
  };
}

function adviseNats({ rates, replicas, busyCores }: CapacityPlan): PartitionAdvice {
  const messageCosts = estimateOperationCosts(rates, replicas).message;
  const streamCores = (rates.messagesPerSecond * messageCosts.NATS) / MICROSECONDS;
  const streams = Math.ceil(streamCores / MAX_BUSY_CORES);
  const neededCores = roundUpCores(busyCores.NATS);
  const servers = Math.max(3, Math.ceil(neededCores / MAX_NATS_CORES));
  const streamAdvice =
    streams > 1
      ? `Split the room events into ${streams} streams by the hash of the room.`
      : 'One stream is enough.';
  return {
    part: 'NATS',
    isOneServerEnough: streams <= 1 && neededCores <= MAX_NATS_CORES,
    advice: `A cluster of ${servers} servers with ${Math.max(2, Math.ceil(neededCores / servers))} cores each. ${streamAdvice} (Busy: ${formatCores(streamCores)} for the stream, ${formatCores(busyCores.NATS - streamCores)} for requests and notices.)`,
  };
}

function adviseRedis({ rates, replicas, busyCores }: CapacityPlan): PartitionAdvice {
  const costs = estimateOperationCosts(rates, replicas);
  const presenceCores = (rates.connectsPerSecond * (costs.connect.Redis + costs.leave.Redis)) / MICROSECONDS;
  const broadcastCores = (rates.broadcastsPerSecond * costs.broadcast.Redis) / MICROSECONDS;
  const usageText = `(busy: ${formatCores(presenceCores)} in the slot of presence, ${formatCores(broadcastCores)} in the channel of all gateways)`;
  const masters = Math.ceil(busyCores.Redis / MAX_BUSY_CORES);
  if (masters <= 1)
    return {
      part: 'Redis',
      isOneServerEnough: true,
      advice: `One server, and a replica ${usageText}.`,
    };
  // All presence keys are in one hash slot, and a slot cannot be spread over several masters.
  const presenceAdvice = presenceCores > MAX_BUSY_CORES ? ' Split the presence registry by user.' : '';
  const broadcastAdvice =
    broadcastCores > MAX_BUSY_CORES ? ' Send mentions only to the gateways that need them.' : '';
  return {
    part: 'Redis',
    isOneServerEnough: false,
    advice: `A Redis Cluster of ${Math.max(3, masters)} masters with sharded pub/sub ${usageText}.${presenceAdvice}${broadcastAdvice}`,
  };
}

const roundUpCores = (busyCores: number): number => Math.max(2, Math.ceil(busyCores / MAX_UTILIZATION));

const formatCores = (cores: number): string => `${cores < 0.1 ? cores.toFixed(2) : cores.toFixed(1)} cores`;
