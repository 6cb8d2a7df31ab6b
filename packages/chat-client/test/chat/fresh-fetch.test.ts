import type { RoomEvent } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { assertClientMatchesServer, assertEventsGapless } from '../support/assert-fresh.ts';
import { ModelWorld } from '../support/model-world.ts';
import { performStep, stepArbitrary, USER_IDS } from '../support/random-steps.ts';
import { Submissions } from '../support/submissions.ts';

const PROPERTY_RUN_COUNT = Number(process.env.PROPERTY_RUNS ?? 400);
/** How long each run continues after the last failure. This is longer than any wait in the client. */
const SETTLING_TIME_MS = 120_000;

t.test(
  'PROM-3: after any sequence of actions and failures, every client has the same state as a fresh fetch',
  { timeout: 600_000 },
  async (t) => {
    const freshnessProperty = fc.asyncProperty(
      fc.integer(),
      fc.array(stepArbitrary, { maxLength: 40, size: 'max' }),
      async (seed, steps) => {
        const modelWorld = new ModelWorld(seed);
        const twoUserIds = USER_IDS.slice(0, 2);
        const { server } = modelWorld;
        const modelRooms = [
          server.createRoom(USER_IDS),
          server.createRoom(twoUserIds),
          server.createRoom(twoUserIds, 'direct'),
        ];
        const clientsByUser = new Map(USER_IDS.map((id) => [id as string, modelWorld.client(id)]));
        const submissions = new Submissions(modelWorld, clientsByUser);
        const eventsByClient = [...clientsByUser.values()].map((client) => {
          const clientEvents: RoomEvent[] = [];
          client.on('room-event', (event) => clientEvents.push(event));
          // Check the events received so far now. The events after a reset or in a newly added room start at a new
          // position.
          for (const name of ['room-reset', 'room-added'] as const) {
            client.on(name, () => assertEventsGapless(clientEvents.splice(0)));
          }
          return clientEvents;
        });
        for (const step of steps) {
          performStep(modelWorld, clientsByUser, submissions, modelRooms, step);
          await modelWorld.time.run(step.do === 'wait' ? step.ms : 20);
        }
        Object.assign(modelWorld.network, { offline: false, loss: 0, shuffled: false });
        for (const client of clientsByUser.values()) client.wake();
        await modelWorld.time.run(SETTLING_TIME_MS);
        try {
          for (const client of clientsByUser.values()) assertClientMatchesServer(modelWorld, client);
          for (const events of eventsByClient) assertEventsGapless(events);
          submissions.assertOnceInOrder();
        } finally {
          for (const client of clientsByUser.values()) client.stop();
        }
      },
    );
    await t.resolves(
      fc.assert(freshnessProperty, { numRuns: PROPERTY_RUN_COUNT }),
      'it shows the same as a fresh fetch, emitted each event once, and its messages are stored once and in order',
    );
  },
);
