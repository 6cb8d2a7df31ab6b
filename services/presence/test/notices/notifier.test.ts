import { NOTICES } from '@kcs/contracts';
import { createLogger } from '@kcs/service-kit';
import { eventually, startTestNats } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { Notifier } from '../../src/notices/notifier.ts';
import type { PresenceChange } from '../../src/registry/presence-change.ts';
import type { Evidence } from '../../src/registry/pulse.ts';
import { openNatsConnection } from '../support/connections.ts';
import { createUserId } from '../support/ids.ts';

/**
 * The time of the first claim. It is far from this machine's time, so that the test fails if the notifier uses the
 * machine's clock.
 */
const CLAIM_CLOCK_START_MS = Date.UTC(2020, 0, 1);

/** Starts a notifier with a real NATS server. Stand-ins for its other dependencies record their calls. */
async function startNotifier(t: Test, changes: PresenceChange[]) {
  const natsConnection = await openNatsConnection(t, await startTestNats(t));
  const notices: { userId: string; roomIds: string[]; timestamp: string }[] = [];
  natsConnection.subscribe(NOTICES.presenceChanged.subject, {
    callback: (_, msg) => void notices.push(msg.json()),
  });
  await natsConnection.flush();
  const notifierStandIns = {
    pending: [...changes],
    rooms: async (_userId: string): Promise<string[]> => ['room'],
    evidence: { redisMs: 0, pulse: '1:1' } as Evidence | null,
    recorded: [] as string[],
    postponed: [] as { userId: string; delayMs: number }[],
    count: 0,
    claims: 0,
  };
  const notifier = new Notifier({
    registry: {
      claimChanges: async () => {
        notifierStandIns.claims += 1;
        const claimedChanges = notifierStandIns.pending.splice(0, 1);
        return {
          changes: claimedChanges,
          more: notifierStandIns.pending.length > 0,
          claimedAt: CLAIM_CLOCK_START_MS + notifierStandIns.claims,
        };
      },
      recordPublished: async (_claim, published) => {
        notifierStandIns.recorded.push(...published.map(({ userId }) => userId));
      },
      postpone: async (_claim, userId, delayMs) => {
        notifierStandIns.postponed.push({ userId, delayMs });
      },
    },
    nc: natsConnection,
    rooms: { of: (userId) => notifierStandIns.rooms(userId) },
    pathWatch: {
      get evidence() {
        return notifierStandIns.evidence;
      },
    },
    replica: 'presence-a',
    onPublished: (count) => {
      notifierStandIns.count += count;
    },
    logger: createLogger({ service: 'presence', instanceId: 'test', level: 'silent' }),
  });
  t.teardown(() => notifier.idle());
  return { notifier, standIns: notifierStandIns, notices };
}

const createPresenceChange = (attempts = 0): PresenceChange => ({
  userId: createUserId(),
  status: 'online',
  lastSeenMs: null,
  attempts,
});

t.test(
  'one call of `trigger` publishes all pending changes and records each change after publishing its notice',
  async (t) => {
    const [first, second] = [createPresenceChange(), createPresenceChange()];
    const { notifier, standIns, notices } = await startNotifier(t, [first, second]);
    notifier.trigger();
    await notifier.idle();
    t.same(standIns.recorded, [first.userId, second.userId]);
    t.equal(standIns.count, 2);
    await eventually('both notices', () => notices.length === 2);
    t.match(notices, [{ userId: first.userId, roomIds: ['room'] }, { userId: second.userId }]);
  },
);

t.test(
  'a presence change is postponed while the user’s rooms are unknown, and the last attempt publishes it without rooms',
  async (t) => {
    const [early, last] = [createPresenceChange(0), createPresenceChange(5)];
    const { notifier, standIns, notices } = await startNotifier(t, [early, last]);
    standIns.rooms = async () => {
      throw new Error('chat-api is unavailable');
    };
    notifier.trigger();
    await notifier.idle();
    t.match(standIns.postponed, [{ userId: early.userId }]);
    t.ok((standIns.postponed[0]?.delayMs ?? 0) >= 400, 'half a second with jitter');
    t.same(standIns.recorded, [last.userId]);
    await eventually('the notice', () => notices.length === 1);
    t.match(notices, [{ userId: last.userId, roomIds: [] }]);
  },
);

t.test('while Redis or NATS is unreachable, presence changes stay in the registry', async (t) => {
  const { notifier, standIns } = await startNotifier(t, [createPresenceChange()]);
  standIns.evidence = null;
  notifier.trigger();
  await notifier.idle();
  t.equal(standIns.pending.length, 1);
  standIns.evidence = { redisMs: 0, pulse: '1:2' };
  notifier.trigger();
  await notifier.idle();
  t.equal(standIns.recorded.length, 1);
});

t.test(
  'PRES-7: a notice carries the Redis time of its claim, not the time of the replica’s clock',
  async (t) => {
    const { notifier, notices } = await startNotifier(t, [createPresenceChange(), createPresenceChange()]);
    notifier.trigger();
    await notifier.idle();
    await eventually('both notices', () => notices.length === 2);
    const claimTimes = [1, 2].map((claim) => new Date(CLAIM_CLOCK_START_MS + claim).toISOString());
    t.match(notices, [
      { timestamp: claimTimes[0], lastSeen: claimTimes[0] },
      { timestamp: claimTimes[1], lastSeen: claimTimes[1] },
    ]);
  },
);
