import { startSystem } from '@kcs/testkit';
import t from 'tap';
import { kill } from '../src/faults/kill.ts';
import { breaches } from '../src/judge/breaches.ts';
import { Ledger } from '../src/judge/ledger.ts';
import { seededRandom } from '../src/random.ts';
import { SHORT } from '../src/scale.ts';
import { underLoad } from '../src/sections/under-load.ts';
import { setStage } from '../src/stage/stage.ts';

const SMALL = { ...SHORT, users: 8, libraryUsers: 2, rooms: 8, membersPerRoom: 4, messagesPerSecond: 40 };
/** Restarts take their time where other tests run beside; the figures come from `npm run chaos`. */
const CAUGHT_UP_WITHIN_MS = 15_000;

t.test('under load nothing acknowledged is lost, repeated or inverted by kill -9 of each kind', async (t) => {
  const system = await startSystem(t, { gateways: 2, apis: 2, haproxy: true });
  const random = seededRandom(1);
  const stage = await setStage(system, SMALL, random);
  const ledger = new Ledger();
  const broken: string[] = [];
  const run = {
    ...{ stage, scale: { ...SMALL, restMs: 0 }, ledger, random, faultRandom: random },
    signal: new AbortController().signal,
    say: (line: string) => t.comment(line),
    breach: (what: string) => void broken.push(what),
  };
  const victims = ['gateway', 'chat-api', 'NATS', 'Redis'] as const;
  await underLoad(
    run,
    victims.map((victim) => kill(victim, random)),
  );

  const rows = ledger.rows.filter(({ times }) => times > 0);
  broken.push(...rows.flatMap((row) => breaches(row, { caughtUpWithinMs: CAUGHT_UP_WITHIN_MS })));
  t.same([...broken, ...ledger.details], []);
  const acknowledged = rows.reduce((all, row) => all + row.acknowledged, 0);
  t.ok(acknowledged > 100, `${acknowledged} messages were acknowledged`);
  t.same(
    rows.slice(1).map(({ catchUpMs }) => catchUpMs.length),
    victims.map(() => SMALL.users),
    'every client was seen to catch up after every kill',
  );
});
