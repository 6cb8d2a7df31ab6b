import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { renewIceServers } from '../../src/meetings/renew-ice-servers.ts';
import { Stop } from '../../src/time/stop.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const HOUR_MS = 3_600_000;

function startRenewal(load: (time: VirtualTime) => { expires_at: string | null }) {
  const time = new VirtualTime(5);
  const stopped = new Stop();
  const renewedAt: number[] = [];
  const startedAt = time.now();
  const renewal = renewIceServers({
    meetingId: 'meet_1',
    api: { iceServers: async () => ({ ice_servers: [], ...load(time) }) },
    time,
    stopped,
    onRenewed: () => void renewedAt.push(time.now() - startedAt),
  });
  return { time, stopped, renewedAt, renewal };
}

t.test('credentials are renewed before each expiry', async (t) => {
  const { time, stopped, renewedAt, renewal } = startRenewal(({ now }) => ({
    expires_at: new Date(now() + 12 * HOUR_MS).toISOString(),
  }));
  await time.run(48 * HOUR_MS);
  t.ok(renewedAt.length >= 5, `${renewedAt.length} renewals`);
  for (const [n, at] of renewedAt.entries())
    t.ok(at - (renewedAt[n - 1] ?? 0) < 12 * HOUR_MS, 'before the former credentials expire');
  stopped.stop();
  await renewal;
});

t.test(
  'servers without credentials are loaded once, and almost expired ones at most every minute',
  async (t) => {
    const withoutExpiry = startRenewal(() => ({ expires_at: null }));
    await withoutExpiry.time.run(48 * HOUR_MS);
    t.equal(withoutExpiry.renewedAt.length, 1);
    const expired = startRenewal(({ now }) => ({ expires_at: new Date(now()).toISOString() }));
    await expired.time.run(600_000);
    t.ok(expired.renewedAt.length <= 10);
    expired.stopped.stop();
  },
);

t.test('a failed request is repeated, and a refusal ends the renewal', async (t) => {
  let attempts = 0;
  const unreachable = startRenewal(() => {
    attempts += 1;
    if (attempts < 4) throw new ApiError('UNREACHABLE', 'offline');
    return { expires_at: null };
  });
  await unreachable.time.run(300_000);
  t.equal(unreachable.renewedAt.length, 1);
  const refused = startRenewal(() => {
    throw new ApiError('MEETING_ENDED', 'over');
  });
  await refused.time.run(300_000);
  await refused.renewal;
  t.same(refused.renewedAt, []);
});
