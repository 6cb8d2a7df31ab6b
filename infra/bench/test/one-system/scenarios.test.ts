import t, { type Test } from 'tap';
import { type Figure, summarizeRounds } from '../../src/measure/figures.ts';
import { createOurConnect } from '../../src/peers/our-connect.ts';
import { connectOurRoom } from '../../src/peers/our-path.ts';
import { fillOurSchool } from '../../src/peers/our-school.ts';
import { measureCatchUp } from '../../src/scenarios/catch-up.ts';
import { measureConnect } from '../../src/scenarios/connect.ts';
import { measureHistory } from '../../src/scenarios/history.ts';
import { measureLatency } from '../../src/scenarios/latency.ts';
import { measureScale } from '../../src/scenarios/scale.ts';
import type { ScenarioResult } from '../../src/scenarios/scenario.ts';
import { measureSearch } from '../../src/scenarios/search.ts';
import { TARGETS } from '../../src/targets.ts';
import { getSharedSystem } from './system.ts';

const TINY_SCHOOL = {
  people: 100,
  messages: 1_000,
  ownRooms: 5,
  otherRooms: 5,
  largeRoomMembers: 20,
  seed: 1,
};
/** Crowds in one database need different numbers. The crowds of the drills have the numbers 0 to 2. */
const CONNECT_CROWD = 3;
const CATCH_UP_CROWD = 4;
const SHARE = 0.01;

const createContext = (t: Test) => ({
  t,
  signal: new AbortController().signal,
  rounds: 1,
  scale: SHARE,
  say: (line: string) => void t.comment(line),
});

/** Returns the median of a figure of our system. */
function findMedian({ figures }: ScenarioResult, measure: string): number {
  const figure = figures.find((one: Figure) => one.measure === measure && one.part === undefined);
  return summarizeRounds(figure?.values ?? []).median;
}

/** Asserts that the scenario has measured the figures of all its targets that are not ratios. */
function assertTargetsMeasured(t: Test, scenario: string, result: ScenarioResult): void {
  for (const { measure, against } of TARGETS.filter((target) => target.scenario === scenario))
    if (against === undefined) t.ok(findMedian(result, measure) >= 0, `${scenario}: ${measure}`);
}

t.test('the scenarios measure a small system', { timeout: 120_000 }, async (t) => {
  const system = await getSharedSystem();

  t.test('history and search are measured in a generated school', async (t) => {
    const school = await fillOurSchool(system, TINY_SCHOOL, () => {});
    assertTargetsMeasured(t, 'history', await measureHistory(createContext(t), school));
    assertTargetsMeasured(t, 'search', await measureSearch(createContext(t), school));
  });

  t.test('scale: a gateway without members of a room gets no copy of its messages', async (t) => {
    const result = await measureScale(createContext(t), [system]);
    t.equal(findMedian(result, 'copies per message at a gateway with members'), 1);
    t.equal(findMedian(result, 'copies per message at a gateway without members'), 0);
    t.ok(findMedian(result, 'deliveries per gateway CPU second, one room of 1,000, lone messages') > 0);
  });

  t.test('latency is measured until all sockets on both gateways have received a message', async (t) => {
    const room = await connectOurRoom(t, system, { sockets: 2 });
    const result = await measureLatency(createContext(t), room);
    assertTargetsMeasured(t, 'latency', result);
    t.ok(findMedian(result, 'capacity, 64 in flight') > 0);
  });

  t.test('connect: each connection has a token and joins 10 rooms', async (t) => {
    const [{ pid = 0 }] = system.gateways;
    const processes = [{ name: 'gateway', pid }];
    const peer = await createOurConnect(system, { processes, people: 10, crowdNumber: CONNECT_CROWD });
    const result = await measureConnect(createContext(t), [peer]);
    t.ok(findMedian(result, 'CPU per connection') > 0);
    t.ok(findMedian(result, 'p99 to joined, all at once') > 0);
  });

  t.test('catch-up: everybody who comes back gets the missed messages of all their rooms', async (t) => {
    const options = { crowdNumber: CATCH_UP_CROWD, statisticsDelayMs: 0 };
    const result = await measureCatchUp(createContext(t), system, options);
    assertTargetsMeasured(t, 'catch-up', result);
  });
});
