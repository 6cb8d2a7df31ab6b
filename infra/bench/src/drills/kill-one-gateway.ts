import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type TestContext, type TestSystem, type TestUser } from '@kcs/testkit';
import { type Crowd, connectAll } from '../crowd/crowd.ts';
import { describeListDifference, listOnlineUsers } from '../crowd/room-online-users.ts';
import { findFlickers, intersectAbsences } from '../measure/absences.ts';
import { createGhostRoles, type GhostMember, type GhostRoles } from './ghost-roles.ts';
import { RoomWatcher } from './room-watcher.ts';

export interface GhostDrillScale {
  readonly users: number;
  readonly roomSize: number;
  /** An absence that is shorter than this must stay invisible. */
  readonly invisibleMs: number;
  /** How long after the kill everybody who does not return must be offline (PRES-3). */
  readonly offlineWithinMs: number;
  /** How long after the kill the drill searches for ghosts a last time. */
  readonly lastCheckAfterMs: number;
}

interface GhostDrillOptions {
  readonly system: TestSystem;
  readonly crowd: Crowd;
  readonly scale: GhostDrillScale;
  readonly signal: AbortSignal;
  say(line: string): void;
}

export interface GhostFigure {
  readonly name: string;
  readonly value: string;
}

export interface GhostDrillResult {
  readonly figures: readonly GhostFigure[];
  readonly breaches: readonly string[];
}

/** How much longer than the limit the drill waits, so that it can report how late a change was. */
const LATENESS_MS = 30_000;
const MAX_SHOWN_BREACHES = 10;

/** Kills the first gateway, and watches from the others who goes offline. */
export async function killOneGateway(
  t: TestContext,
  { system, crowd, scale, say, signal }: GhostDrillOptions,
): Promise<GhostDrillResult> {
  const roles = await createGhostRoles(t, system, crowd);
  const tabs = roles.members.flatMap((member) => member.tabs);
  await connectAll(tabs, signal);
  const watchers = roles.watchers.map((client) => new RoomWatcher(client));
  await Promise.all(watchers.map((watcher) => watcher.join()));
  await waitForLists(watchers, roles.members, scale.offlineWithinMs + LATENESS_MS);
  say(`  ${roles.members.length} users are online with ${tabs.length} tabs`);
  const typists = roles.vanishing.slice(0, watchers.length);
  for (const { tabs: typistTabs, roomId } of typists)
    typistTabs[0]?.emit('chat-typing', { roomId, isTyping: true });
  await eventually('watchers see who is typing', () => countTyping(watchers, typists) === typists.length);

  for (const member of roles.vanishing) for (const tab of member.tabs) tab.stopReconnecting();
  const killedAt = Date.now();
  await system.gateways[0].kill();
  const times = await measureTimesUntilOffline({ system, scale, roles, watchers, typists, killedAt });
  say('  Everybody who did not return is offline. Searching for ghosts');
  await sleep(Math.max(0, scale.lastCheckAfterMs - (Date.now() - killedAt)), undefined, { signal });
  const returned = roles.returning.filter(({ tabs: returningTabs }) =>
    returningTabs.some(({ absences }) => (absences.at(-1)?.to ?? Infinity) - killedAt < scale.invisibleMs),
  );
  return {
    figures: [
      { name: 'users, tabs, rooms', value: `${roles.members.length}, ${tabs.length}, ${watchers.length}` },
      { name: 'users who vanished', value: String(roles.vanishing.length) },
      { name: 'users who returned in time', value: `${returned.length} of ${roles.returning.length}` },
      ...times.map(({ name, ms }) => ({ name, value: `${ms} ms, limit ${scale.offlineWithinMs} ms` })),
    ],
    breaches: [
      ...times.filter(({ ms }) => ms > scale.offlineWithinMs).map(({ name, ms }) => `${name}: ${ms} ms`),
      ...findWatchedFlickers(roles, watchers, scale.invisibleMs),
      ...(await findGhosts(system, roles, watchers)),
    ].slice(0, MAX_SHOWN_BREACHES),
  };
}

interface TimesUntilOfflineOptions extends Pick<GhostDrillOptions, 'system' | 'scale'> {
  readonly roles: GhostRoles;
  readonly watchers: readonly RoomWatcher[];
  readonly typists: readonly GhostMember[];
  readonly killedAt: number;
}

async function measureTimesUntilOffline({
  system,
  scale,
  roles,
  watchers,
  typists,
  killedAt,
}: TimesUntilOfflineOptions): Promise<{ name: string; ms: number }[]> {
  const timeoutMs = scale.offlineWithinMs + LATENESS_MS;
  const vanishedUserIds = new Set(roles.vanishing.map(({ userId }) => userId));
  const remainingMembers = roles.members.filter(({ userId }) => !vanishedUserIds.has(userId));
  const watchersByRoomId = new Map(watchers.map((watcher) => [watcher.roomId, watcher]));
  const listOfflineTimes = () =>
    roles.vanishing.map(({ userId, roomId }) => watchersByRoomId.get(roomId)?.offlineSince(userId));
  const admin = await system.admin();
  const measureTime = async (name: string, condition: Promise<unknown>) => {
    await condition;
    return { name, ms: Date.now() - killedAt };
  };
  const lastEventTime = await Promise.all([
    measureTime(
      'last offline event after the kill',
      eventually('an event about everybody', () => listOfflineTimes().every(Boolean), { timeoutMs }),
    ),
    measureTime('offline in room-online-users', waitForLists(watchers, remainingMembers, timeoutMs)),
    measureTime('offline over REST', waitUntilOfflineOverRest(admin, roles.vanishing, timeoutMs)),
    measureTime(
      'end of all typing',
      eventually('nobody who vanished is typing', () => countTyping(watchers, typists) === 0, { timeoutMs }),
    ),
  ]);
  const firstEventMs = Math.min(...listOfflineTimes().map((at) => at ?? Infinity)) - killedAt;
  return [{ name: 'first offline event after the kill', ms: firstEventMs }, ...lastEventTime];
}

const countTyping = (watchers: readonly RoomWatcher[], typists: readonly GhostMember[]): number =>
  typists.filter(({ userId }) => watchers.some((watcher) => watcher.isTyping(userId))).length;

/** Asks for the online members of each room until the answer is as expected. */
async function waitForLists(
  watchers: readonly RoomWatcher[],
  onlineMembers: readonly GhostMember[],
  timeoutMs: number,
): Promise<void> {
  for (const watcher of watchers) {
    await eventually(
      `the online members of ${watcher.roomId}`,
      async () => (await describeRoomDifference(watcher, onlineMembers)) ?? 'equal',
      { until: (difference) => difference === 'equal', timeoutMs },
    );
  }
}

async function describeRoomDifference(
  { client, roomId }: RoomWatcher,
  onlineMembers: readonly GhostMember[],
): Promise<string | undefined> {
  const expectedMembers = onlineMembers.filter((member) => member.roomId === roomId);
  const listed = await listOnlineUsers(client, roomId);
  return describeListDifference(listed, new Set(expectedMembers.map(({ userId }) => userId)));
}

/**
 * Waits for one user after another. This hardly changes the total time, because all of them go offline at the same
 * time.
 */
async function waitUntilOfflineOverRest(
  admin: TestUser,
  vanished: readonly GhostMember[],
  timeoutMs: number,
): Promise<void> {
  for (const { userId } of vanished) {
    await eventually(
      `${userId} is offline over REST`,
      async () => (await admin.request('GET', `/users/${userId}`)).body.data.presence?.is_online === false,
      { timeoutMs },
    );
  }
}

function findWatchedFlickers(
  { members }: GhostRoles,
  watchers: readonly RoomWatcher[],
  invisibleMs: number,
): string[] {
  const absencesByUserId = new Map(
    members.map(({ userId, tabs }) => [userId, intersectAbsences(tabs.map(({ absences }) => absences))]),
  );
  return findFlickers(
    watchers.flatMap(({ presenceUpdates }) => presenceUpdates),
    absencesByUserId,
    invisibleMs,
  );
}

/**
 * Returns one sentence for each list or number that is wrong, for example because it contains a user or tab that is
 * gone.
 */
async function findGhosts(
  system: TestSystem,
  { members }: GhostRoles,
  watchers: readonly RoomWatcher[],
): Promise<string[]> {
  const onlineMembers = members.filter(({ tabs }) => tabs.some(({ isConnected }) => isConnected));
  const ghosts: string[] = [];
  for (const watcher of watchers) {
    const difference = await describeRoomDifference(watcher, onlineMembers);
    if (difference !== undefined) ghosts.push(`${watcher.roomId}: ${difference}`);
  }
  const openTabCount = members.flatMap(({ tabs }) => tabs).filter(({ isConnected }) => isConnected).length;
  const { body } = await (await system.admin()).request('GET', '/chat/admin/websocket-stats');
  const { totalConnections, totalUsers } = body.data;
  if (totalConnections !== openTabCount || totalUsers !== onlineMembers.length) {
    ghosts.push(
      `the statistics count ${totalConnections} connections of ${totalUsers} users, but ${onlineMembers.length} users have ${openTabCount} tabs`,
    );
  }
  return ghosts;
}
