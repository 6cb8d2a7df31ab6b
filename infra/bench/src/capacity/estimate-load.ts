import { mapParts, type PartCosts, type SystemPart } from './part-costs.ts';
import {
  type BatchedCosts,
  CONNECT,
  DELIVER,
  HALFWAY_EVENTS_PER_SECOND,
  IDLE_PROCESS,
  IDLE_SOCKET,
  LEAVE,
  MESSAGE,
  PAGE,
  PRESENCE_NOTICE,
  RECEIPT,
  RECEIVE,
  SWEEP_REQUEST,
  SWEPT_ROOM,
  TYPING,
} from './unit-costs.ts';
import type { Rates } from './workload.ts';

export type Replicas = Readonly<Record<'chat-api' | 'gateway' | 'presence', number>>;

/** The CPU time, in microseconds, that one operation of each kind takes in each part of the system. */
export type OperationCosts = Readonly<
  Record<'connect' | 'leave' | 'message' | 'receipt' | 'typing' | 'broadcast' | 'page', PartCosts>
>;

/** The rates on which the cost of an operation depends. */
export type EventRates = Pick<
  Rates,
  'messagesPerSecond' | 'receiptsPerSecond' | 'typingPerSecond' | 'socketsPerRoom'
>;

/** The interval in which each gateway compares its open rooms with their logs. */
const SWEEP_INTERVAL_S = 5;
/** A gateway sends further requests for further rooms. */
export const MAX_ROOMS_PER_SWEEP_REQUEST = 5_000;

/**
 * Returns how many gateways have a room with this number of sockets open, if the load balancer spreads the sockets
 * evenly.
 */
export const countGatewaysOfRoom = (gateways: number, sockets: number): number =>
  gateways * (1 - (1 - 1 / gateways) ** sockets);

/** Returns the number of open rooms, added up over all gateways. */
export const countOpenRooms = (rates: Pick<Rates, 'rooms' | 'socketsPerRoom'>, gateways: number): number =>
  rates.rooms * countGatewaysOfRoom(gateways, rates.socketsPerRoom);

export function estimateOperationCosts(rates: EventRates, replicas: Replicas): OperationCosts {
  const gatewaysPerRoom = countGatewaysOfRoom(replicas.gateway, rates.socketsPerRoom);
  const computeBatchedCosts = ({ lone, busy }: BatchedCosts): PartCosts =>
    mapParts((part) => {
      const eventsPerSecond = countEventsPerProcess(part, rates, replicas, gatewaysPerRoom);
      return busy[part] + (lone[part] - busy[part]) / (1 + eventsPerSecond / HALFWAY_EVENTS_PER_SECOND);
    });
  const receive = computeBatchedCosts(RECEIVE);
  const deliver = computeBatchedCosts(DELIVER);
  const fanOut = (costs: BatchedCosts) => {
    const sent = computeBatchedCosts(costs);
    return mapParts(
      (part) => sent[part] + (gatewaysPerRoom - 1) * receive[part] + rates.socketsPerRoom * deliver[part],
    );
  };
  const addPresenceNotices = (costs: PartCosts) =>
    mapParts((part) => costs[part] + (replicas.gateway - 1) * PRESENCE_NOTICE[part]);
  return {
    connect: addPresenceNotices(CONNECT),
    leave: addPresenceNotices(LEAVE),
    message: fanOut(MESSAGE),
    receipt: fanOut(RECEIPT),
    typing: fanOut(TYPING),
    broadcast: mapParts((part) => replicas.gateway * receive[part]),
    page: PAGE,
  };
}

/** Returns the load of each part in CPU microseconds per second. All replicas of a part count together. */
export function estimateLoad(rates: Rates, replicas: Replicas): PartCosts {
  const costs = estimateOperationCosts(rates, replicas);
  const idleLoad = estimateIdleLoad(rates, replicas);
  return mapParts(
    (part) =>
      rates.messagesPerSecond * costs.message[part] +
      rates.receiptsPerSecond * costs.receipt[part] +
      rates.typingPerSecond * costs.typing[part] +
      rates.pagesPerSecond * costs.page[part] +
      rates.connectsPerSecond * (costs.connect[part] + costs.leave[part]) +
      rates.broadcastsPerSecond * costs.broadcast[part] +
      idleLoad[part],
  );
}

/** Returns the load of the system while everybody is connected and nobody does anything. */
export function estimateIdleLoad(
  rates: Pick<Rates, 'sockets' | 'rooms' | 'socketsPerRoom'>,
  replicas: Replicas,
): PartCosts {
  const processCounts: Partial<Record<SystemPart, number>> = replicas;
  const sweepLoad = estimateSweepLoad(rates, replicas.gateway);
  return mapParts(
    (part) =>
      (processCounts[part] ?? 1) * IDLE_PROCESS[part] + rates.sockets * IDLE_SOCKET[part] + sweepLoad[part],
  );
}

/** Returns the load of the sweeps of all gateways. */
export function estimateSweepLoad(
  rates: Pick<Rates, 'rooms' | 'socketsPerRoom'>,
  gateways: number,
): PartCosts {
  const sweep = estimateSweep(countOpenRooms(rates, gateways) / gateways);
  return mapParts((part) => (gateways * sweep[part]) / SWEEP_INTERVAL_S);
}

/**
 * Returns the CPU time of one sweep, in which a gateway compares its open rooms with their logs. Without open rooms, it
 * sends an empty request.
 */
export function estimateSweep(openRooms: number): PartCosts {
  const requests = Math.max(1, Math.ceil(openRooms / MAX_ROOMS_PER_SWEEP_REQUEST));
  return mapParts((part) => requests * SWEEP_REQUEST[part] + openRooms * SWEPT_ROOM[part]);
}

/** Returns how many room events one process of the part handles per second. */
function countEventsPerProcess(
  part: SystemPart,
  { messagesPerSecond, receiptsPerSecond, typingPerSecond }: EventRates,
  replicas: Replicas,
  gatewaysPerRoom: number,
): number {
  const storedEvents = messagesPerSecond + receiptsPerSecond;
  if (part === 'chat-api') return storedEvents / replicas['chat-api'];
  if (part === 'gateway') return ((storedEvents + typingPerSecond) * gatewaysPerRoom) / replicas.gateway;
  return part === 'Redis' ? storedEvents + typingPerSecond : storedEvents;
}
