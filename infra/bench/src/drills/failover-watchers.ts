import { eventually, type TestSystem, type TestUser } from '@kcs/testkit';

const DELIVERY_TIMEOUT_MS = 30_000;

/** The messages that one socket has received, in the order of their arrival. Times are from `performance.now`. */
export interface FailoverWatcher {
  readonly seqs: number[];
  readonly times: number[];
}

/** Connects one socket to each gateway, and joins the room with it. */
export function watchOnEachGateway(
  system: TestSystem,
  user: TestUser,
  roomId: string,
): Promise<FailoverWatcher[]> {
  return Promise.all(
    system.gateways.map(async (gateway) => {
      const socket = await user.connect(gateway);
      const watcher: FailoverWatcher = { seqs: [], times: [] };
      socket.raw.on('new-chat-message', ({ seq }: { seq: number }) => {
        watcher.seqs.push(seq);
        watcher.times.push(performance.now());
      });
      await socket.join([roomId]);
      return watcher;
    }),
  );
}

/** Waits until every socket has received this number of messages, but at most 30 s. */
export async function waitUntilDelivered(watchers: readonly FailoverWatcher[], count: number): Promise<void> {
  await eventually(
    'every socket has received every acknowledged message',
    () => watchers.every(({ seqs }) => new Set(seqs).size >= count),
    DELIVERY_TIMEOUT_MS,
  ).catch(() => {});
}

/**
 * Returns how many messages are missing and how many were repeated or out of order, over all sockets, and the longest
 * time that a socket waited for its next message.
 */
export function summarizeDelivery(watchers: readonly FailoverWatcher[], acknowledgedCount: number) {
  const missing = watchers.map(({ seqs }) => Math.max(0, acknowledgedCount - new Set(seqs).size));
  const misplaced = watchers.map(({ seqs }) => seqs.filter((seq, i) => seq <= (seqs[i - 1] ?? 0)).length);
  const pauses = watchers.map(({ times }) => findLongestPause(times));
  return {
    missing: sum(missing),
    misplaced: sum(misplaced),
    pauseMs: Math.round(Math.max(0, ...pauses)),
  };
}

const findLongestPause = (times: readonly number[]): number =>
  Math.max(0, ...times.slice(1).map((at, i) => at - (times[i] as number)));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
