import { startSystem } from '@kcs/testkit';
import t from 'tap';
import { createKillFault } from '../../src/faults/kill.ts';
import { findPromiseBreaches } from '../../src/judge/breaches.ts';
import { Ledger } from '../../src/judge/ledger.ts';
import { createSeededRandomGenerator } from '../../src/plan/random.ts';
import { SHORT_CHAOS_SCALE } from '../../src/plan/scale.ts';
import { createSchool } from '../../src/school/school.ts';
import { runFaultsUnderLoad } from '../../src/sections/under-load.ts';

const SMALL_SCALE = {
  ...SHORT_CHAOS_SCALE,
  users: 8,
  libraryUsers: 2,
  rooms: 8,
  membersPerRoom: 4,
  messagesPerSecond: 25,
  guests: 2,
};
/**
 * How long clients may take to catch up in this test. The limit is higher than that of `npm run chaos`, because
 * restarts are slow while other tests share the CPU.
 */
const CATCH_UP_LIMIT_MS = 15_000;

t.test('kill -9 under load does not lose, repeat, or reorder any acknowledged message', async (t) => {
  const system = await startSystem(t, { gateways: 2, apis: 2, haproxy: true });
  const randomGenerator = createSeededRandomGenerator(1);
  const school = await createSchool(system, SMALL_SCALE, randomGenerator);
  const ledger = new Ledger();
  const brokenPromises: string[] = [];
  const chaosRun = {
    ...{
      school,
      scale: { ...SMALL_SCALE, restMs: 0 },
      ledger,
      random: randomGenerator,
      faultRandom: randomGenerator,
    },
    signal: new AbortController().signal,
    say: (line: string) => t.comment(line),
    breach: (description: string) => void brokenPromises.push(description),
  };
  const victimKinds = ['gateway', 'chat-api', 'NATS', 'Redis'] as const;
  await runFaultsUnderLoad(
    chaosRun,
    victimKinds.map((victim) => createKillFault(victim, randomGenerator)),
  );

  const rowsOfInjectedFaults = ledger.rows.filter(({ times }) => times > 0);
  brokenPromises.push(
    ...rowsOfInjectedFaults.flatMap((row) =>
      findPromiseBreaches(row, { caughtUpWithinMs: CATCH_UP_LIMIT_MS }),
    ),
  );
  t.same([...brokenPromises, ...ledger.details], []);
  const acknowledgedCount = rowsOfInjectedFaults.reduce((total, row) => total + row.acknowledged, 0);
  t.ok(acknowledgedCount > 100, `${acknowledgedCount} messages were acknowledged`);
  t.same(
    rowsOfInjectedFaults.slice(1).map(({ catchUpMs }) => catchUpMs.length),
    victimKinds.map(() => SMALL_SCALE.users),
    'every client caught up after every kill',
  );
});
