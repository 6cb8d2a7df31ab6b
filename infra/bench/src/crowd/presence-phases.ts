import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type TestSystem } from '@kcs/testkit';
import type { CrowdClient } from '../load/crowd-client.ts';
import {
  findFlickers,
  findShortestInterval,
  getShortestVisibleMs,
  type PublishedPresence,
} from '../measure/absences.ts';
import {
  computeCosts,
  divideCosts,
  type SystemCostMeter,
  type SystemCosts,
  subtractIdleCosts,
  takeLowerRates,
} from '../measure/system-costs.ts';
import { type Crowd, connectAll } from './crowd.ts';
import type { PresencePhase } from './presence-phase.ts';
import { describeListDifference, listOnlineUsers } from './room-online-users.ts';

export interface PresenceDrillScale {
  readonly users: number;
  /** The number of users in the phases with few users; 0 leaves out these phases. */
  readonly fewUsers: number;
  /** Whether all gateways restart at the end. */
  readonly hasRestart: boolean;
  readonly roomSizes: readonly number[];
  readonly flapsPerSecond: number;
  readonly graceMs: number;
  /** The duration of the absences that must be visible. It is longer than the grace period. */
  readonly longAbsenceMs: number;
  /** How long the costs of the idle system are measured. */
  readonly idleMs: number;
  /** How long a few people change their status 10 times per second, as a program could. */
  readonly statusSeconds: number;
}

export interface PresenceDrillOptions {
  readonly system: TestSystem;
  readonly crowd: Crowd;
  readonly meter: SystemCostMeter;
  readonly scale: PresenceDrillScale;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Every tenth member stays connected while the others come and go. */
const CLIENTS_PER_STAYING_CLIENT = 10;
/** Half of the absences last this share of the grace period, and must not be visible. */
const SHORT_ABSENCE_SHARE = 0.3;
const STATUS_CHANGES_PER_SECOND = 10;
const STATUS_CHANGING_CLIENTS = 20;
/**
 * Two updates about one person are at least 1 s apart (PRES-8). The drill tolerates 10 ms less, because the time of a
 * claim may be a few milliseconds ahead of the clock: every claim gets a later time than the one before.
 */
const MIN_UPDATE_INTERVAL_MS = 990;
const SETTLE_TIMEOUT_MS = 60_000;
/** A phase ends when nothing has been published for this long. The notifier looks for changes every 500 ms. */
const QUIET_MS = 1_500;
const MAX_SHOWN_BREACHES = 10;

export interface PresenceDrillResult {
  readonly phases: readonly PresencePhase[];
  /** The phase in which few users came and went, if there was one. A change should cost about the same in `many`. */
  readonly few: PresencePhase | undefined;
  readonly many: PresencePhase;
  readonly breaches: readonly string[];
}

/** Runs all phases of the presence drill, and returns their figures and the limits that they exceeded. */
export async function runPresencePhases(options: PresenceDrillOptions): Promise<PresenceDrillResult> {
  const { system, crowd, meter, scale, say, signal } = options;
  const fewClients = crowd.clients.slice(0, scale.fewUsers);
  const laterClients = crowd.clients.slice(fewClients.length);
  const { clients } = crowd;
  const breaches: string[] = [];
  const phases: PresencePhase[] = [];
  // Before some phases, PostgreSQL is still tidying up after the previous one. Therefore, use the lowest costs measured
  // so far as those of an idle system.
  let idleCosts = await measureIdleCosts(meter, scale.idleMs);
  const runPhase = async (name: string, present: readonly CrowdClient[], change: () => Promise<number>) => {
    signal.throwIfAborted();
    idleCosts = takeLowerRates(idleCosts, await measureIdleCosts(meter, scale.idleMs));
    const measuredPhase = await measurePhase(options, { clients: present, idleCosts, change });
    const { breaches: phaseBreaches, ...figures } = measuredPhase;
    const phase = { name, ...figures };
    phases.push(phase);
    breaches.push(...phaseBreaches.map((breach) => `${name}: ${breach}`));
    say(`  ${name}: ${phase.changes} changes, ${phase.published} published`);
    return phase;
  };
  const connectClients = async (arriving: readonly CrowdClient[]) => {
    await connectAll(arriving, signal);
    return arriving.length;
  };
  let few: PresencePhase | undefined;
  if (fewClients.length > 0) {
    await runPhase(`${fewClients.length} users arrive`, fewClients, () => connectClients(fewClients));
    few = await runPhase(`${fewClients.length} users flap`, fewClients, () =>
      flap(fewClients, scale, signal),
    );
  }
  await runPhase(`${laterClients.length} more arrive`, clients, () => connectClients(laterClients));
  const many = await runPhase(`${clients.length} users flap`, clients, () => flap(clients, scale, signal));
  await runPhase('statuses change 10 times per second', clients, () => changeStatuses(clients, scale));
  breaches.push(...(await findWrongPages(crowd)));
  if (scale.hasRestart) {
    await runPhase('all gateways restart', clients, () => restartGateways(system, clients));
    say(`  ${describeAbsences(clients, scale.graceMs)}`);
    breaches.push(...(await findWrongPages(crowd)));
  }
  return { phases, few, many, breaches };
}

interface PhaseOptions {
  /** The clients that take part in the phase. Apart from their absences, they are connected. */
  readonly clients: readonly CrowdClient[];
  readonly idleCosts: SystemCosts;
  /** Makes the changes, and resolves with their number. */
  readonly change: () => Promise<number>;
}

async function measureIdleCosts(meter: SystemCostMeter, ms: number): Promise<SystemCosts> {
  const before = await meter.read();
  await sleep(ms);
  return computeCosts(before, await meter.read());
}

type MeasuredPhase = Omit<PresencePhase, 'name'> & { readonly breaches: readonly string[] };

async function measurePhase(
  { meter, scale, crowd }: PresenceDrillOptions,
  { clients, idleCosts, change }: PhaseOptions,
): Promise<MeasuredPhase> {
  const eventCountsBefore = clients.map(({ presenceEventCount }) => presenceEventCount);
  const publishedBefore = meter.published.length;
  const before = await meter.read();
  const changes = await change();
  await waitUntilPublished(meter, crowd.clients);
  const costs = computeCosts(before, await meter.read());
  const eventsPerSocket = clients.map(
    ({ presenceEventCount }, n) => presenceEventCount - (eventCountsBefore[n] ?? 0),
  );
  const absencesByUserId = new Map(
    crowd.clients.map(({ member, absences }) => [member.userId, absences] as const),
  );
  // Other people in the same system may come and go, too.
  const published = meter.published
    .slice(publishedBefore)
    .filter(({ userId }) => absencesByUserId.has(userId));
  return {
    users: clients.length,
    changes,
    published: published.length,
    eventsPerSocket,
    costs: divideCosts(subtractIdleCosts(costs, idleCosts), changes),
    breaches: [
      ...findFlickers(published, absencesByUserId, getShortestVisibleMs(scale.graceMs)),
      ...findShortIntervals(published),
      ...findSurplusEvents(published, clients, eventsPerSocket),
    ].slice(0, MAX_SHOWN_BREACHES),
  };
}

/** Lets nine of ten clients leave and come back once. Resolves with the number of closed and opened sockets. */
async function flap(
  clients: readonly CrowdClient[],
  { flapsPerSecond, graceMs, longAbsenceMs }: PresenceDrillScale,
  signal: AbortSignal,
): Promise<number> {
  const flappingClients = clients.filter((_, n) => n % CLIENTS_PER_STAYING_CLIENT !== 0);
  const returns: Promise<void>[] = [];
  for (const [n, client] of flappingClients.entries()) {
    signal.throwIfAborted();
    client.disconnect();
    const awayMs = n % 2 === 0 ? SHORT_ABSENCE_SHARE * graceMs : longAbsenceMs;
    returns.push(sleep(awayMs).then(() => client.connect()));
    await sleep(1_000 / flapsPerSecond);
  }
  await Promise.all(returns);
  return 2 * flappingClients.length;
}

/** Lets a few people switch between two statuses 10 times per second. Resolves with the number of statuses set. */
async function changeStatuses(
  clients: readonly CrowdClient[],
  { statusSeconds }: PresenceDrillScale,
): Promise<number> {
  const changingClients = clients.slice(0, STATUS_CHANGING_CLIENTS);
  const roundCount = statusSeconds * STATUS_CHANGES_PER_SECOND;
  for (let round = 0; round < roundCount; round += 1) {
    const status = round % 2 === 0 ? 'busy' : 'away';
    for (const client of changingClients) client.emit('update-chat-status', { status });
    await sleep(1_000 / STATUS_CHANGES_PER_SECOND);
  }
  return roundCount * changingClients.length;
}

/** Restarts one gateway after the other. Resolves with the number of closed and opened sockets. */
async function restartGateways(system: TestSystem, clients: readonly CrowdClient[]): Promise<number> {
  const absenceCountBefore = countAbsences(clients);
  for (const gateway of system.gateways) {
    await gateway.restart();
    await eventually('all users are connected again', () => clients.every(({ isConnected }) => isConnected), {
      timeoutMs: SETTLE_TIMEOUT_MS,
    });
  }
  return 2 * (countAbsences(clients) - absenceCountBefore);
}

/** Describes the last absences of all clients: their median, and how many were longer than the grace period. */
function describeAbsences(clients: readonly CrowdClient[], graceMs: number): string {
  const durations = clients
    .flatMap(({ absences }) => absences.slice(-1))
    .map(({ from, to = Infinity }) => to - from)
    .sort((a, b) => a - b);
  const medianMs = durations[Math.floor(durations.length / 2)] ?? 0;
  const longCount = durations.filter((ms) => ms > graceMs).length;
  return `users were away for ${medianMs} ms (median), and ${longCount} of them for longer than the grace period`;
}

const countAbsences = (clients: readonly CrowdClient[]): number =>
  clients.reduce((sum, { absences }) => sum + absences.length, 0);

/** Waits until the published state of every member is correct and nothing has been published for a while. */
async function waitUntilPublished(meter: SystemCostMeter, clients: readonly CrowdClient[]): Promise<void> {
  let lastPublishedCount = -1;
  do {
    lastPublishedCount = meter.published.length;
    await sleep(QUIET_MS);
    await eventually(
      'the published presence of every user is current',
      () =>
        clients.every(({ member, isConnected }) => meter.onlineUserIds.has(member.userId) === isConnected),
      { timeoutMs: SETTLE_TIMEOUT_MS },
    );
  } while (lastPublishedCount !== meter.published.length);
}

function findShortIntervals(published: readonly PublishedPresence[]): string[] {
  const shortestMs = findShortestInterval(published);
  return shortestMs < MIN_UPDATE_INTERVAL_MS
    ? [`two updates about one person were only ${shortestMs} ms apart`]
    : [];
}

/**
 * Returns one sentence for each tab that received too many events. A tab may receive one event for each change in its
 * largest room, because that room contains all members of its other rooms.
 */
function findSurplusEvents(
  published: readonly PublishedPresence[],
  clients: readonly CrowdClient[],
  eventsPerSocket: readonly number[],
): string[] {
  const changesByRoomId = new Map<string, number>();
  for (const { roomIds } of published)
    for (const roomId of roomIds) changesByRoomId.set(roomId, (changesByRoomId.get(roomId) ?? 0) + 1);
  return clients.flatMap(({ member }, n) => {
    const changeCount = changesByRoomId.get(member.roomIds.at(-1) ?? '') ?? 0;
    const eventCount = eventsPerSocket[n] ?? 0;
    return eventCount > changeCount
      ? [`${member.userId} received ${eventCount} events about ${changeCount} changes`]
      : [];
  });
}

/** Returns a sentence if the pages of online members in the room of everybody differ from the connected members. */
async function findWrongPages({ clients, everybodyRoomId }: Crowd): Promise<string[]> {
  const connectedUserIds = new Set(
    clients.filter(({ isConnected }) => isConnected).map(({ member }) => member.userId),
  );
  const difference = describeListDifference(
    await listOnlineUsers(clients[0] as CrowdClient, everybodyRoomId),
    connectedUserIds,
  );
  return difference === undefined ? [] : [`the room of everybody: ${difference}`];
}
