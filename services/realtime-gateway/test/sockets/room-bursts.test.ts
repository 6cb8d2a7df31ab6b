import * as fc from 'fast-check';
import t from 'tap';
import { encodeEvent } from '../../src/sockets/encoded-event.ts';
import { RoomBursts } from '../../src/sockets/room-bursts.ts';
import type { WritableConnection } from '../../src/sockets/write-event.ts';

/** Starts `RoomBursts` with virtual time. Records each write: its events and the socket that it leaves out. */
function startBursts() {
  const writes: { events: number[]; except: string | undefined }[] = [];
  const timers: { run: () => void; at: number }[] = [];
  let now = 0;
  const tick = (ms: number) => {
    now += ms;
    for (
      let due = timers.findIndex(({ at }) => at <= now);
      due >= 0;
      due = timers.findIndex(({ at }) => at <= now)
    ) {
      timers.splice(due, 1)[0]?.run();
    }
  };
  const failures: unknown[] = [];
  let failure: Error | undefined;
  const failOnce = (error: Error) => {
    failure = error;
  };
  const bursts = new RoomBursts({
    write: (_roomName, bundle, except) => {
      const error = failure;
      failure = undefined;
      if (error) throw error;
      const events: number[] = [];
      const connection = {
        readyState: 'open',
        transport: { name: 'polling' },
        writeBuffer: [],
        write: (packet: string) => events.push(JSON.parse(packet.slice(1))[1]),
      } as unknown as WritableConnection;
      bundle.writeTo(connection, () => {});
      writes.push({ events, except });
    },
    onWriteFailed: (error) => failures.push(error),
    schedule: (run, delayMs) => timers.push({ run, at: now + delayMs }),
  });
  const add = (seq: number, sockets: number) => bursts.add('room:r', encodeEvent('event', seq), sockets);
  return { writes, bursts, add, tick, failures, failOnce };
}

t.test('a single event is written at once, and so is every event of a small room', async (t) => {
  const { writes, add } = startBursts();
  for (const seq of [1, 2, 3]) add(seq, 90);
  t.same(
    writes.map(({ events }) => events),
    [[1], [2], [3]],
  );
  const largeRoom = startBursts();
  largeRoom.add(1, 1_000);
  t.same(largeRoom.writes, [{ events: [1], except: undefined }]);
  largeRoom.tick(20);
  largeRoom.add(2, 1_000);
  t.equal(largeRoom.writes.length, 2, 'after the pause');
});

t.test('a write that fails at the end of a pause is reported, and later events are written', async (t) => {
  const { writes, add, tick, failures, failOnce } = startBursts();
  add(1, 1_000);
  add(2, 1_000);
  const error = new Error('broken');
  failOnce(error);
  tick(20);
  t.same(failures, [error]);
  add(3, 1_000);
  tick(20);
  t.same(
    writes.map(({ events }) => events),
    [[1], [3]],
  );
});

t.test('events of a large room that arrive during the pause are written together at its end', async (t) => {
  const { writes, add, tick } = startBursts();
  for (const seq of [1, 2, 3]) add(seq, 1_000);
  tick(19);
  t.equal(writes.length, 1);
  tick(1);
  add(4, 1_000);
  tick(20);
  t.same(
    writes.map(({ events }) => events),
    [[1], [2, 3], [4]],
  );
});

t.test('a socket that enters the room gets no event from before its entry', async (t) => {
  const { writes, bursts, add } = startBursts();
  add(1, 1_000);
  add(2, 1_000);
  bursts.flush('room:r', 'newcomer');
  bursts.flush('room:other');
  t.same(writes[1], { events: [2], except: 'newcomer' });
});

t.test('waiting events do not pile up', async (t) => {
  const { writes, bursts } = startBursts();
  for (let n = 0; n < 9; n += 1) bursts.add('room:r', encodeEvent('event', 'x'.repeat(40_000)), 1_000);
  t.same(
    writes.map(({ events }) => events.length),
    [1, 7],
  );
});

t.test('every event is written once, in order, however events, flushes, and time interleave', async (t) => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 1, max: 3_000 }) }),
    fc.record({ tick: fc.integer({ min: 1, max: 60 }) }),
    fc.constant({ flush: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { writes, bursts, add, tick } = startBursts();
      let lastSeq = 0;
      for (const one of steps) {
        if ('add' in one) add(++lastSeq, one.add);
        else if ('tick' in one) tick(one.tick);
        else bursts.flush('room:r');
      }
      tick(200);
      const written = writes.flatMap(({ events }) => events);
      return written.length === lastSeq && written.every((seq, at) => seq === at + 1);
    }),
  );
  t.pass();
});
