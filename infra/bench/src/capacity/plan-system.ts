import { countOpenRooms, estimateLoad, type Replicas } from './estimate-load.ts';
import { mapParts, type PartCosts } from './part-costs.ts';
import { deriveRates, type Rates, type Workload } from './workload.ts';

/** How many replicas, cores, and gigabytes a workload needs. */
export interface CapacityPlan {
  readonly rates: Rates;
  /** The replicas that carry the load, plus one more of each service, so that one of them may fail. */
  readonly replicas: Replicas;
  /** The cores that each part keeps busy in the busiest hour. */
  readonly busyCores: PartCosts;
  /** The memory of each part in GB. */
  readonly memoryGb: PartCosts;
  readonly databaseGb: number;
  readonly streamGb: number;
  readonly openRooms: number;
}

/** A part is never planned with more than this share of its CPU time, so that bursts and failures have room. */
export const MAX_UTILIZATION = 0.6;
/** 80% of the default of `CONNECTIONS_PER_GATEWAY`. */
const MAX_SOCKETS_PER_GATEWAY = 16_000;
/** A Node process uses one core, and a little more for its collection of garbage. */
const CORES_PER_PROCESS = 1;
const MAX_GATEWAYS = 2_000;
const MICROSECONDS = 1_000_000;

export function planSystem(workload: Workload): CapacityPlan {
  const rates = deriveRates(workload);
  const neededReplicas = findReplicas(rates);
  const replicas = {
    'chat-api': neededReplicas['chat-api'] + 1,
    gateway: neededReplicas.gateway + 1,
    presence: neededReplicas.presence + 1,
  };
  const busyCores = scale(estimateLoad(rates, replicas), 1 / MICROSECONDS);
  const openRooms = countOpenRooms(rates, replicas.gateway);
  return {
    rates,
    replicas,
    busyCores,
    memoryGb: estimateMemory(rates, replicas, openRooms),
    databaseGb:
      (rates.messagesStored * BYTES.messageInDatabase + rates.eventsStored * BYTES.eventInDatabase) /
      BYTES_PER_GB,
    streamGb: (rates.messagesPerDay * BYTES.messageInStream) / BYTES_PER_GB,
    openRooms,
  };
}

/**
 * Returns the smallest number of replicas that carry the load. Each additional gateway also adds load,
 * because rooms are then open on more gateways, so the numbers are increased step by step. Throws if no
 * number of gateways is enough.
 */
function findReplicas(rates: Rates): Replicas {
  let replicas: Replicas = {
    'chat-api': 1,
    gateway: Math.max(1, Math.ceil(rates.sockets / MAX_SOCKETS_PER_GATEWAY)),
    presence: 1,
  };
  while (replicas.gateway <= MAX_GATEWAYS) {
    const load = estimateLoad(rates, replicas);
    const countNeeded = (part: keyof Replicas) =>
      Math.ceil(load[part] / MICROSECONDS / (MAX_UTILIZATION * CORES_PER_PROCESS));
    const nextReplicas = {
      'chat-api': Math.max(replicas['chat-api'], countNeeded('chat-api')),
      gateway: Math.max(replicas.gateway, countNeeded('gateway')),
      presence: Math.max(replicas.presence, countNeeded('presence')),
    };
    if (Object.entries(nextReplicas).every(([part, count]) => replicas[part as keyof Replicas] === count))
      return replicas;
    replicas = nextReplicas;
  }
  throw new Error(
    `More than ${MAX_GATEWAYS} gateways would be needed, because each of them takes part in most rooms and gets every change of presence. Plan for fewer people, smaller rooms, or fewer messages.`,
  );
}

/** Sizes in bytes. Those of messages are measured on disk with their indexes, with messages of 60 characters. */
const BYTES = {
  socket: 17_300,
  openRoom: 1_100,
  gateway: 130_000_000,
  chatApi: 250_000_000,
  presence: 110_000_000,
  presenceInRedis: 1_500,
  channelInRedis: 300,
  messageInDatabase: 1_250,
  eventInDatabase: 1_500,
  messageInStream: 760,
};
const BYTES_PER_GB = 1_000_000_000;
/** PostgreSQL answers most requests from memory if it holds the messages of this many school days. */
const CACHED_SCHOOL_DAYS = 3;

function estimateMemory(rates: Rates, replicas: Replicas, openRooms: number): PartCosts {
  const bytes = {
    'chat-api': replicas['chat-api'] * BYTES.chatApi,
    gateway: replicas.gateway * BYTES.gateway + rates.sockets * BYTES.socket + openRooms * BYTES.openRoom,
    presence: replicas.presence * BYTES.presence,
    PostgreSQL:
      BYTES_PER_GB +
      rates.messagesPerDay * CACHED_SCHOOL_DAYS * (BYTES.messageInDatabase + BYTES.eventInDatabase),
    NATS: 0.2 * BYTES_PER_GB,
    Redis: rates.sockets * BYTES.presenceInRedis + openRooms * BYTES.channelInRedis,
  };
  return mapParts((part) => bytes[part] / BYTES_PER_GB);
}

const scale = (costs: PartCosts, factor: number): PartCosts => mapParts((part) => costs[part] * factor);
