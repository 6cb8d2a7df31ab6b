import fc from 'fast-check';
import t from 'tap';
import { ModelPair } from '../support/model-pair.ts';

/** Long enough for several repeated offers, ICE restarts, and a replaced connection. */
const RECOVERY_MS = 120_000;

const steps = {
  'restart of the first': (pair: ModelPair) => pair.sides[0].peer.restart(),
  'restart of the second': (pair: ModelPair) => pair.sides[1].peer.restart(),
  'restart of both at once': (pair: ModelPair) => {
    for (const { peer } of pair.sides) peer.restart();
  },
  'lost socket of the first': (pair: ModelPair) => {
    pair.sides[0].hasSocket = false;
  },
  'lost socket of the second': (pair: ModelPair) => {
    pair.sides[1].hasSocket = false;
  },
  'return of the first': (pair: ModelPair) => {
    pair.sides[0].hasSocket = true;
    pair.sides[0].peer.resume();
  },
  'return of the second': (pair: ModelPair) => {
    pair.sides[1].hasSocket = true;
    pair.sides[1].peer.resume();
  },
  'network failure': (pair: ModelPair) => pair.setNetwork(false),
  'network recovery': (pair: ModelPair) => pair.setNetwork(true),
  'broken connection of the first': (pair: ModelPair) => pair.sides[0].connections.at(-1)?.break(),
  'broken connection of the second': (pair: ModelPair) => pair.sides[1].connections.at(-1)?.break(),
} as const;

t.test('two participants connect with one transceiver per kind on each side', async (t) => {
  const pair = new ModelPair(1);
  await pair.time.run(3_000);
  t.ok(pair.isConnected);
  for (const { connections } of pair.sides) {
    t.equal(connections.length, 1);
    t.same(
      connections[0]?.transceivers.map(({ kind }) => kind),
      ['audio', 'video'],
    );
    t.same(connections[0]?.rejections, []);
  }
});

t.test('simultaneous offers always end in a stable state, without a rejected description', async () => {
  const stepNames = ['restart of the first', 'restart of the second', 'restart of both at once'] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(fc.tuple(fc.constantFrom(...stepNames), fc.integer({ min: 0, max: 400 })), { maxLength: 12 }),
      async (seed, plan) => {
        const pair = new ModelPair(seed);
        for (const [name, waitMs] of plan) {
          await pair.time.run(waitMs);
          steps[name](pair);
        }
        await pair.time.run(15_000);
        for (const { connections } of pair.sides) {
          if (connections.length !== 1) throw new Error(`${connections.length} connections were opened`);
          if (connections[0]?.rejections.length) throw new Error(connections[0].rejections.join(', '));
        }
        if (!pair.isConnected) throw new Error('not connected');
      },
    ),
    { numRuns: 100 },
  );
});

t.test(
  'after glare, lost signals, and replaced connections, both sides are stable and connected',
  async () => {
    const stepNames = Object.keys(steps) as (keyof typeof steps)[];
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.tuple(fc.constantFrom(...stepNames), fc.integer({ min: 0, max: 4_000 })), {
          maxLength: 12,
        }),
        async (seed, plan) => {
          const pair = new ModelPair(seed);
          for (const [name, waitMs] of plan) {
            steps[name](pair);
            await pair.time.run(waitMs);
          }
          pair.setNetwork(true);
          for (const side of pair.sides) {
            if (side.hasSocket) continue;
            side.hasSocket = true;
            side.peer.resume();
          }
          await pair.time.run(RECOVERY_MS);
          const [first, second] = pair.sides;
          const state = JSON.stringify(
            pair.sides.map(({ peer, connections }) => [
              peer.linkIds,
              connections.length,
              connections.at(-1)?.signalingState,
              connections.at(-1)?.connectionState,
            ]),
          );
          if (!pair.isConnected) throw new Error(`not connected: ${state}`);
          if (first.peer.linkIds[0] !== second.peer.linkIds[1]) throw new Error(`other links: ${state}`);
          const openedConnectionCount = first.connections.length + second.connections.length;
          if (openedConnectionCount > 20 + plan.length * 4) throw new Error(`too many connections: ${state}`);
        },
      ),
      { numRuns: 100 },
    );
  },
);
