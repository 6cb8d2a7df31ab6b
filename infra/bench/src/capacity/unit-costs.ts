import type { PartCosts } from './part-costs.ts';

/**
 * The CPU times in this file are in microseconds. They fit the results of `npm run drill -- capacity` and `npm run
 * bench -- path` of 2026-11-30, which `measured-points.ts` in the tests lists. The machine was busy with other work during
 * the drills, so a quiet machine needs about two thirds of these times.
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
  lone: { ...NOTHING, 'chat-api': 4_000, gateway: 2_200, PostgreSQL: 2_200, NATS: 800, Redis: 160 },
  busy: { ...NOTHING, 'chat-api': 200, gateway: 20, PostgreSQL: 230, NATS: 40, Redis: 5 },
};

/**
 * Sending a read receipt from a socket. Excludes the other gateways (`RECEIVE`) and the deliveries
 * (`DELIVER`).
 */
export const RECEIPT: BatchedCosts = {
  lone: { ...NOTHING, 'chat-api': 2_000, gateway: 1_500, PostgreSQL: 900, NATS: 450, Redis: 120 },
  busy: { ...NOTHING, 'chat-api': 250, gateway: 300, PostgreSQL: 150, NATS: 80, Redis: 8 },
};

/** The start or the end of typing. Excludes the other gateways (`RECEIVE`) and the deliveries (`DELIVER`). */
export const TYPING: BatchedCosts = {
  lone: { ...NOTHING, gateway: 800, Redis: 80 },
  busy: { ...NOTHING, gateway: 100, Redis: 8 },
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
  'chat-api': 1_700,
  gateway: 3_500,
  presence: 580,
  PostgreSQL: 1_000,
  NATS: 650,
  Redis: 150,
};

/** A person leaves, and is reported as offline. */
export const LEAVE: PartCosts = {
  'chat-api': 60,
  gateway: 300,
  presence: 150,
  PostgreSQL: 90,
  NATS: 35,
  Redis: 45,
};

/** The notice that a person came or left, for one further gateway. */
export const PRESENCE_NOTICE: PartCosts = { ...NOTHING, gateway: 200, NATS: 25 };

/** A page of 50 messages over REST. */
export const PAGE: PartCosts = { ...NOTHING, 'chat-api': 2_300, PostgreSQL: 850 };

/**
 * Comparing the position of one gateway in one open room with the head of the room, which happens every 5 s.
 */
export const SWEPT_ROOM: PartCosts = {
  ...NOTHING,
  'chat-api': 4,
  gateway: 0.5,
  PostgreSQL: 3,
  NATS: 0.6,
};

/** A second of a connected socket without events. */
export const IDLE_SOCKET: PartCosts = { ...NOTHING, gateway: 10 };

/** A second of an idle process, or of an idle server. */
export const IDLE_PROCESS: PartCosts = {
  'chat-api': 10_000,
  gateway: 8_000,
  presence: 6_500,
  PostgreSQL: 2_600,
  NATS: 2_600,
  Redis: 3_200,
};
