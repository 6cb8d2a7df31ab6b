import type { RoomEvent } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { assertFresh, assertGapless } from '../support/assert-fresh.ts';
import { ModelWorld } from '../support/model-world.ts';
import { doStep, randomStep, USERS } from '../support/random-steps.ts';
import { Submissions } from '../support/submissions.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 400);
/** Longer than any waiting of the client. */
const HEALED_MS = 120_000;

t.test('whatever happens in between, in the end every client', { timeout: 600_000 }, async (t) => {
  const property = fc.asyncProperty(
    fc.integer(),
    fc.array(randomStep, { maxLength: 40, size: 'max' }),
    async (seed, steps) => {
      const world = new ModelWorld(seed);
      const pair = USERS.slice(0, 2);
      const { server } = world;
      const rooms = [server.createRoom(USERS), server.createRoom(pair), server.createRoom(pair, 'direct')];
      const clients = new Map(USERS.map((id) => [id as string, world.client(id)]));
      const submissions = new Submissions(world, clients);
      const told = [...clients.values()].map((client) => {
        const events: RoomEvent[] = [];
        client.on('room-event', (event) => events.push(event));
        // What comes after is counted anew: the room was loaded afresh, or is another one.
        for (const name of ['room-reset', 'room-added'] as const) {
          client.on(name, () => assertGapless(events.splice(0)));
        }
        return events;
      });
      for (const step of steps) {
        doStep(world, clients, submissions, rooms, step);
        await world.time.run(step.do === 'wait' ? step.ms : 20);
      }
      Object.assign(world.weather, { offline: false, loss: 0, shuffled: false });
      for (const client of clients.values()) client.wake();
      await world.time.run(HEALED_MS);
      try {
        for (const client of clients.values()) assertFresh(world, client);
        for (const events of told) assertGapless(events);
        submissions.assertOnceInOrder();
      } finally {
        for (const client of clients.values()) client.stop();
      }
    },
  );
  await t.resolves(
    fc.assert(property, { numRuns: RUNS }),
    'shows what a fresh fetch answers, was told each event once, and what it sent is stored once and in order',
  );
});
