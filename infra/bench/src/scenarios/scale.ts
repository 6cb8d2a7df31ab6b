import { startSystem, type TestSystem } from '@kcs/testkit';
import { runInFlight } from '../load/in-flight.ts';
import { FigureCollection } from '../measure/figures.ts';
import { readMetricSum } from '../measure/service-metrics.ts';
import type { FanOutPeer } from '../peers/fan-out-peer.ts';
import { connectOurFanOut } from '../peers/our-fan-out.ts';
import { UNLIMITED_SOCKETS } from '../peers/unlimited-sockets.ts';
import { FAN_OUT_LOAD_NAMES, listFanOutShapes, measureFanOutRounds } from './fan-out-rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const scaleScenario: Scenario = {
  name: 'scale',
  summary: 'Deliveries per CPU second with 1, 2, and 4 gateways, and copies to a gateway without members',
  run: async (context) => {
    const systems: TestSystem[] = [];
    for (const gateways of GATEWAY_COUNTS)
      systems.push(await startSystem(context.t, { gateways, env: UNLIMITED_SOCKETS }));
    return measureScale(context, systems);
  },
};

const GATEWAY_COUNTS = [1, 2, 4];
const COUNTED_MESSAGES = 50;

const formatMeasure = (shape: string, load: string) => `deliveries per gateway CPU second, ${shape}, ${load}`;

/** Measures systems that differ only in the number of gateways. */
export async function measureScale(
  context: ScenarioContext,
  systems: readonly TestSystem[],
): Promise<ScenarioResult> {
  const figures = new FigureCollection();
  for (const shape of listFanOutShapes(context.scale)) {
    const peers: FanOutPeer[] = [];
    for (const system of systems) {
      const name = formatGatewayCount(system.gateways.length);
      peers.push({ ...(await connectOurFanOut(context.t, system, shape)), name });
      context.say(`${shape.name}: ${name}: all sockets are connected`);
    }
    await measureFanOutRounds(context, shape, peers, (load, { name }, microseconds) =>
      figures.add(
        { measure: formatMeasure(shape.name, load), subject: name, unit: 'per s' },
        1_000_000 / microseconds,
      ),
    );
    for (const load of FAN_OUT_LOAD_NAMES)
      for (const { name } of peers.slice(1))
        figures.addRatio(formatMeasure(shape.name, load), name, formatGatewayCount(1));
  }
  await countCopies(figures, systems.at(-1) as TestSystem, context);
  return { figures: figures.all, skipped: [] };
}

/** Counts the copies of each message that a gateway receives over Redis, with and without members of the room. */
async function countCopies(
  figures: FigureCollection,
  system: TestSystem,
  { t, scale, signal }: ScenarioContext,
): Promise<void> {
  const [owner, member] = [await system.user(), await system.user()];
  const room = await system.room({ owner, members: [member] });
  const gatewayWithoutMembers = system.gateways.at(-1) as TestSystem['gateways'][0];
  const gatewaysWithMembers = system.gateways.slice(0, -1);
  const sockets = await Promise.all(gatewaysWithMembers.map((gateway) => owner.connect(gateway)));
  t.teardown(() => Promise.all(sockets.map((socket) => socket.close())));
  for (const socket of sockets) await socket.join([room.id]);

  const readEventCounts = () => Promise.all(system.gateways.map(({ ops }) => countEvents(ops)));
  const before = await readEventCounts();
  const count = Math.ceil(COUNTED_MESSAGES * scale);
  await runInFlight(
    count,
    1,
    async (n) => {
      const content = `counted message ${n}`;
      await member.request('POST', `/chat/rooms/${room.id}/messages`, { content });
      await Promise.all(
        sockets.map((socket) => socket.next('new-chat-message', ({ data }) => data.content === content)),
      );
    },
    signal,
  );
  const after = await readEventCounts();
  const eventCounts = after.map(({ offered, consumed }, n) => ({
    offered: offered - (before[n]?.offered ?? 0),
    consumed: consumed - (before[n]?.consumed ?? 0),
  }));
  for (const [n, { offered, consumed }] of eventCounts.entries()) {
    const isWithoutMembers = system.gateways[n] === gatewayWithoutMembers;
    const measure = `copies per message at a gateway ${isWithoutMembers ? 'without' : 'with'} members`;
    // A gateway also offers its sequencer the events that it takes off the bus itself. These are not copies.
    const copies = isWithoutMembers ? offered - consumed : offered;
    figures.add({ measure, subject: 'ours', unit: 'count' }, copies / count);
  }
}

/** Returns how many events a gateway has offered to its sequencer, and how many of them came from the bus. */
async function countEvents(opsUrl: string): Promise<{ offered: number; consumed: number }> {
  const offered = await readMetricSum(opsUrl, 'kcs_gateway_events_sequenced_total');
  return { offered, consumed: await readMetricSum(opsUrl, 'kcs_gateway_events_taken_total') };
}

const formatGatewayCount = (count: number): string => (count === 1 ? '1 gateway' : `${count} gateways`);
