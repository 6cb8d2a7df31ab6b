import type { TestSystem } from '@kcs/testkit';
import { formatTable } from '../report/table.ts';
import { createDrillRoom, type DrillRoom, startFailoverLoad } from './drill-room.ts';
import type { FailoverLoad } from './failover-load.ts';
import {
  type FailoverWatcher,
  summarizeDelivery,
  waitUntilDelivered,
  watchOnEachGateway,
} from './failover-watchers.ts';

/** Messages of many people in one room, which a socket on each gateway receives while servers fail. */
export interface WatchedLoad {
  readonly room: DrillRoom;
  readonly watchers: readonly FailoverWatcher[];
  /** Stops the load, and waits until every socket has received every acknowledged message, but at most 30 s. */
  finish(): Promise<WatchedDelivery>;
}

interface WatchedDelivery {
  /** Whether every socket received every acknowledged message once and in order. */
  readonly isComplete: boolean;
  /** The longest time that a socket waited for its next message. */
  readonly pauseMs: number;
  /** Formats the table of the report. `recoveryRows` describe how the system recovered. */
  format(options: { readonly recoveryRows?: readonly string[][]; readonly maxPauseMs?: number }): string;
}

/** Starts the load. Each replica of chat-api gets an equal part of the senders. */
export async function startWatchedLoad(system: TestSystem, senderCount: number): Promise<WatchedLoad> {
  const room = await createDrillRoom(system, senderCount);
  const watchers = await watchOnEachGateway(system, room.members[0], room.id);
  const load = startFailoverLoad(system, room);
  return { room, watchers, finish: () => finish(load, watchers) };
}

async function finish(load: FailoverLoad, watchers: readonly FailoverWatcher[]): Promise<WatchedDelivery> {
  await load.stop();
  const acknowledgedCount = load.acknowledged.length;
  await waitUntilDelivered(watchers, acknowledgedCount);
  const { missing, misplaced, pauseMs } = summarizeDelivery(watchers, acknowledgedCount);
  return {
    isComplete: missing + misplaced === 0,
    pauseMs,
    format: ({ recoveryRows = [], maxPauseMs }) =>
      formatTable([
        ['measured', 'value', 'limit'],
        ['acknowledged messages', String(acknowledgedCount), ''],
        ['missing at the sockets', String(missing), '0'],
        ['repeated or out of order at the sockets', String(misplaced), '0'],
        ...recoveryRows,
        ['longest time without a live message', `${pauseMs} ms`, maxPauseMs ? `${maxPauseMs} ms` : ''],
        ['longest time without an acknowledged message', `${Math.round(load.longestPauseMs)} ms`, ''],
      ]),
  };
}
