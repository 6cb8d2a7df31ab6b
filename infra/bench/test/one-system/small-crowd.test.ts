import t from 'tap';
import { createCrowd } from '../../src/crowd/crowd.ts';
import { runPresencePhases } from '../../src/crowd/presence-phases.ts';
import { killOneGateway } from '../../src/drills/kill-one-gateway.ts';
import { ScaleRun } from '../../src/drills/scale-run.ts';
import { SystemCostMeter } from '../../src/measure/system-costs.ts';
import { GRACE_MS, getSharedSystem } from './system.ts';

const ROOM_SIZES = [4, 12];

t.test('the drills with a small crowd exceed no limit', { timeout: 180_000 }, async (t) => {
  const system = await getSharedSystem();
  const meter = await SystemCostMeter.start(t, system);
  const { signal } = new AbortController();
  const say = (line: string) => void t.comment(line);

  t.test('npm run drill -- presence: users come and go, and statuses change', async (t) => {
    const crowd = await createCrowd(t, system, { people: 60, roomSizes: ROOM_SIZES });
    const scale = {
      users: 60,
      fewUsers: 0,
      hasRestart: false,
      longAbsenceMs: 4_000,
      roomSizes: ROOM_SIZES,
      flapsPerSecond: 40,
      graceMs: GRACE_MS,
      idleMs: 100,
      statusSeconds: 1,
    };
    const { phases, breaches } = await runPresencePhases({ system, crowd, meter, scale, say, signal });
    t.same(breaches, []);
    t.same(
      phases.map(({ name, published }) => [name, published]),
      [
        ['60 more arrive', 60],
        // 54 of the users flap, and 27 of these stay away for longer than the grace period.
        ['60 users flap', 54],
        ['statuses change 10 times per second', phases[2]?.published],
      ],
    );
    t.ok(
      (phases[2]?.published ?? 0) <= 20 * 3,
      'at most one update per second about each of 20 users (PRES-8)',
    );
  });

  t.test('npm run drill -- scale: a restart loses no event, and every client reconnects', async (t) => {
    const scale = { clients: 40, roomSize: 10, probesPerRoom: 1, messagesPerSecond: 20, crowdNumber: 2 };
    const run = await ScaleRun.start(t, { ...scale, system, say, signal });
    await run.connectProbes();
    await run.connect(run.waitingCount, 200);
    const { reconnects } = await run.runPhase('the gateway is replaced', async () => {
      await run.replace(system.gateways[0]);
      await run.waitUntilJoined();
    });
    t.equal(reconnects.length, 40);
    const planned = reconnects.filter(({ plannedWaitMs }) => plannedWaitMs !== undefined);
    t.equal(planned.length, 20, 'every second client follows drain notices');
    const { totals } = await run.finish();
    t.ok(totals.acknowledged > 20, `${totals.acknowledged} messages`);
    t.match(totals, {
      clients: 40,
      lost: 0,
      repeated: 0,
      outOfOrder: 0,
      stranded: 0,
      deadLetters: 0,
      badExits: [],
    });
  });

  t.test(
    'npm run drill -- ghosts: the users of a killed gateway go offline unless they return',
    async (t) => {
      const crowd = await createCrowd(t, system, { people: 60, roomSizes: ROOM_SIZES, crowdNumber: 1 });
      const scale = {
        users: 60,
        roomSize: 12,
        invisibleMs: 3_000,
        offlineWithinMs: 15_000,
        lastCheckAfterMs: 5_000,
      };
      const { figures, breaches } = await killOneGateway(t, { system, crowd, scale, say, signal });
      t.same(breaches, []);
      t.comment(JSON.stringify(figures));
    },
  );
});
