import type { PartCosts } from './part-costs.ts';

/**
 * The CPU times in this file are in microseconds. They fit the results of `npm run drill -- capacity` and `npm run
 * bench -- path` of 2026-11-30, which `measured-points.ts` in the tests lists. The machine was quiet. At a load
 * average of 22, a message cost a third less, probably because events that arrive while a process waits for a core share
 * its next wake-up.
 */
const NOTHING: PartCosts = { 'chat-api': 0, gateway: 0, presence: 0, PostgreSQL: 0, NATS: 0, Redis: 0 };

/**
 * The cost of an event in an idle and in a busy process. The more events reach a process each second, the more of them
 * share a statement, a write, or a wake-up.
 */
export interface BatchedCosts {
  readonly lone: PartCosts;
  readonly busy: PartCosts;
}

/** At this rate of events in a process, the cost of an event is halfway between `lone` and `busy`. */
export const HALFWAY_EVENTS_PER_SECOND = 80;

/**
 * Sending a message over REST, up to the gateway that takes it off the bus. Excludes the other gateways
 * (`RECEIVE`) and the deliveries (`DELIVER`). Includes the search index.
 */
export const MESSAGE: BatchedCosts = {
  lone: { ...NOTHING, 'chat-api': 5_400, gateway: 2_200, PostgreSQL: 2_650, NATS: 1_150, Redis: 160 },
  busy: { ...NOTHING, 'chat-api': 150, gateway: 20, PostgreSQL: 230, NATS: 30, Redis: 5 },
};

/**
 * Sending a read receipt from a socket. Excludes the other gateways (`RECEIVE`) and the deliveries
 * (`DELIVER`).
 */
export const RECEIPT: BatchedCosts = {
  lone: { ...NOTHING, 'chat-api': 2_600, gateway: 1_500, PostgreSQL: 1_100, NATS: 650, Redis: 120 },
  busy: { ...NOTHING, 'chat-api': 350, gateway: 350, PostgreSQL: 200, NATS: 80, Redis: 8 },
};

/** The start or the end of typing. Excludes the other gateways (`RECEIVE`) and the deliveries (`DELIVER`). */
export const TYPING: BatchedCosts = {
  lone: { ...NOTHING, gateway: 800, Redis: 80 },
  busy: { ...NOTHING, gateway: 200, Redis: 8 },
};

/** Receiving an event over Redis, for each additional gateway that has the room open. */
export const RECEIVE: BatchedCosts = {
  lone: { ...NOTHING, gateway: 700, Redis: 4 },
  busy: { ...NOTHING, gateway: 40, Redis: 2 },
};

/** The delivery of an event to one socket. */
export const DELIVER: BatchedCosts = {
  lone: { ...NOTHING, gateway: 14 },
  busy: { ...NOTHING, gateway: 5 },
};

/** A person connects and joins all rooms. */
export const CONNECT: PartCosts = {
  'chat-api': 1_100,
  gateway: 2_400,
  presence: 400,
  PostgreSQL: 600,
  NATS: 400,
  Redis: 130,
};

/** A person leaves, and is reported as offline. */
export const LEAVE: PartCosts = {
  'chat-api': 30,
  gateway: 200,
  presence: 130,
  PostgreSQL: 70,
  NATS: 40,
  Redis: 60,
};

/** The notice that a person came or left, for one further gateway. */
export const PRESENCE_NOTICE: PartCosts = { ...NOTHING, gateway: 200, NATS: 25 };

/** A page of 50 messages over REST. */
export const PAGE: PartCosts = { ...NOTHING, 'chat-api': 3_600, PostgreSQL: 1_050 };

/** A request in which a gateway compares its positions in open rooms with the heads of these rooms. Excludes the rooms. */
export const SWEEP_REQUEST: PartCosts = {
  ...NOTHING,
  'chat-api': 900,
  gateway: 450,
  PostgreSQL: 130,
  NATS: 350,
};

/** One room in such a request. */
export const SWEPT_ROOM: PartCosts = {
  ...NOTHING,
  'chat-api': 4.2,
  gateway: 0.8,
  PostgreSQL: 1.8,
  NATS: 0.25,
};

/** A second of a connected socket without events. */
export const IDLE_SOCKET: PartCosts = { ...NOTHING, gateway: 10 };

/** A second of an idle process, or of an idle server. */
export const IDLE_PROCESS: PartCosts = {
  'chat-api': 13_000,
  gateway: 8_000,
  presence: 6_500,
  PostgreSQL: 2_600,
  NATS: 2_600,
  Redis: 3_200,
};
