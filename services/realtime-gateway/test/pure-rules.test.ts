import { ChatError, type RoomEvent } from '@kcs/contracts';
import { createLogger } from '@kcs/service-kit';
import fc from 'fast-check';
import t from 'tap';
import { readConfig } from '../src/config.ts';
import { Departures } from '../src/delivery/departures.ts';
import { takeEvent } from '../src/handlers/event-budget.ts';
import { Authority } from '../src/membership/membership-authority.ts';
import { MembershipIndex } from '../src/membership/membership-cache.ts';
import { PendingChanges } from '../src/presence-link/pending-changes.ts';
import { extendMissed, removes } from '../src/sequencer/extend-missed.ts';
import { Recording } from '../src/sequencer/recording.ts';
import { ExpiryWheel } from '../src/sessions/expiry-wheel.ts';
import { Backpressure } from '../src/sockets/backpressure.ts';
import { SocketRegistry } from '../src/sockets/socket-registry.ts';
import { unsentOf } from '../src/sockets/unsent.ts';
import { Admission } from '../src/transport/admission.ts';

const event = (seq: number) =>
  ({ room_id: 'r', seq, kind: 'message-created', data: {} }) as unknown as RoomEvent;
const members = (seq: number, added: string[], removed: string[]) =>
  ({
    room_id: 'r',
    seq,
    kind: 'members-changed',
    data: { added: added.map((userId) => ({ userId })), removed },
  }) as unknown as RoomEvent;

t.test('admission: not ready, full, and so many a second', async (t) => {
  const admission = new Admission({ connections: 10, connectsPerSecond: 2 });
  t.equal(admission.judge(0, false, 0), 'NOT_READY');
  t.equal(admission.judge(0, true, 10), 'OVER_CAPACITY');
  t.equal(admission.judge(100, true, 0), undefined);
  t.equal(admission.judge(200, true, 1), undefined);
  t.equal(admission.judge(300, true, 2), 'OVER_CAPACITY');
  t.equal(admission.judge(1_000, true, 2), undefined, 'the next second is another one');
});

t.test('the expiry wheel hands out each member once, never early, at most a second late', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 50 }), (times) => {
      const wheel = new ExpiryWheel<number>();
      for (const [member, at] of times.entries()) wheel.set(member, at);
      const seen = new Map<number, number>();
      for (let now = 0; now <= 22_000; now += 500) {
        for (const member of wheel.due(now)) {
          if (seen.has(member)) return false;
          seen.set(member, now);
        }
      }
      return times.every((at, member) => {
        const due = seen.get(member) ?? Number.NaN;
        return due >= at && due <= at + 1_500;
      });
    }),
  );
  const wheel = new ExpiryWheel<string>();
  wheel.set('a', 1_000);
  wheel.set('a', 5_000);
  wheel.set('b', 1_000);
  wheel.delete('b');
  t.same(wheel.due(4_000), []);
  t.same(wheel.due(5_000), ['a']);
});

t.test('a removal during a join counts, unless the user was added again', async (t) => {
  t.notOk(removes([event(2)], 'u'));
  t.ok(removes([members(2, [], ['u'])], 'u'));
  t.notOk(removes([members(2, [], ['u']), members(3, ['u'], [])], 'u'));
  t.ok(removes([members(2, ['u'], []), members(3, [], ['u'])], 'u'));
  t.ok(removes([{ ...event(2), kind: 'room-deleted' } as RoomEvent], 'u'));
});

t.test('who left a room had its events up to then; a minute later nobody asks for that', async (t) => {
  const departures = new Departures();
  departures.note('r', 'again', 4, 0);
  departures.note('r', 'once', 5, 1_000);
  departures.note('r', 'again', 7, 60_000);
  t.same(departures.whoHad('r', 5), ['once', 'again']);
  t.same(departures.whoHad('r', 6), ['again']);
  departures.note('r', 'last', 8, 61_500);
  t.same(departures.whoHad('r', 5), ['again', 'last'], 'however often somebody leaves');
});

t.test('the gap of an answer is extended to the position, or named too large', async (t) => {
  t.same(extendMissed({ events: [event(1)] }, [event(2)], 2), { events: [event(1), event(2)] });
  t.same(extendMissed({ code: 'RESYNC_REQUIRED' }, [event(2)], 2), { code: 'RESYNC_REQUIRED' });
  t.same(extendMissed({ code: 'CATCH_UP_BY_EVENTS', head: 1 }, [event(2)], 2), {
    code: 'CATCH_UP_BY_EVENTS',
    head: 2,
  });
  const many = Array.from({ length: 500 }, (_, at) => event(at + 1));
  t.same(extendMissed({ events: many }, [event(501)], 501), { code: 'CATCH_UP_BY_EVENTS', head: 501 });
  const long = { ...event(2), data: { content: '€'.repeat(100_000) } } as unknown as RoomEvent;
  t.match(
    extendMissed({ events: [event(1)] }, [long], 2),
    { code: 'CATCH_UP_BY_EVENTS' },
    'counted in bytes',
  );
});

t.test('a recording knows what it covers', async (t) => {
  const open = new Recording(5, 2);
  open.released(event(6));
  t.same(open.after(5), [event(6)]);
  t.same(open.after(6), []);
  t.equal(open.after(4), undefined, 'what was before it is not known');
  open.released(event(7));
  open.released(event(8));
  t.equal(open.after(5), undefined, 'more than it holds');
  const fresh = new Recording(undefined, 2);
  t.equal(fresh.after(9), undefined);
  fresh.started(7);
  t.equal(fresh.after(6), undefined);
  t.same(fresh.after(7), []);
});

t.test('the membership index keeps changes that were heard while it was loading', async (t) => {
  const index = new MembershipIndex();
  const loaded = index.load('u');
  index.change('u', 'late', true);
  index.change('u', 'gone', false);
  loaded(['old', 'gone']);
  t.same([...index.usersIn('old')], ['u']);
  t.same([...index.usersIn('late')], ['u']);
  t.same([...index.usersIn('gone')], []);
  index.change('stranger', 'old', true);
  t.same([...index.usersIn('old')], ['u'], 'who has no socket here is not kept');
  index.dropRoom('old');
  t.same([...index.usersIn('old')], []);
  index.dropUser('u');
  t.notOk(index.has('u'));
  t.same([...index.usersIn('late')], []);
});

t.test('membership is believed for a second, and failures to ask are not', async (t) => {
  let asked = 0;
  let answer: () => Promise<unknown> = async () => ({ head: 1 });
  const authority = new Authority({
    authorizeRoom: () => {
      asked += 1;
      return answer();
    },
  });
  await authority.mustBeMember('u', 'r');
  await authority.mustBeMember('u', 'r');
  t.equal(asked, 1);
  authority.forget('u', 'r');
  answer = () => Promise.reject(new ChatError('UNAVAILABLE'));
  await t.rejects(authority.mustBeMember('u', 'r'), { code: 'UNAVAILABLE' });
  answer = () => Promise.reject(new ChatError('ROOM_NOT_FOUND'));
  await t.rejects(authority.mustBeMember('u', 'r'), { code: 'ROOM_NOT_FOUND' });
  await t.rejects(authority.mustBeMember('u', 'r'), { code: 'ROOM_NOT_FOUND' });
  t.equal(asked, 3);
});

t.test('what was decided stands for 20 s without word from chat-api', async (t) => {
  let now = 0;
  const authority = new Authority({ authorizeRoom: async () => ({}), now: () => now });
  t.throws(() => authority.mustBeFresh(), { code: 'UNAVAILABLE' }, 'before the first answer nothing does');
  authority.answered();
  now = 20_000;
  authority.mustBeFresh();
  now = 20_001;
  t.throws(() => authority.mustBeFresh(), { code: 'UNAVAILABLE' });
});

t.test('changes for presence are told until accepted, and what changes meanwhile stays', async (t) => {
  const pending = new PendingChanges();
  pending.session({ socketId: 'a', userId: 'u' }, true);
  pending.room('r', true);
  const first = pending.snapshot();
  t.match(first.changes, { opened: [{ socketId: 'a' }], closed: [], roomsOpened: ['r'], roomsClosed: [] });
  pending.session({ socketId: 'a', userId: 'u' }, false);
  pending.room('r', false);
  const repeated = pending.snapshot();
  t.match(repeated.changes, { opened: [{ socketId: 'a' }], closed: [{ socketId: 'a' }], roomsClosed: ['r'] });
  first.accepted();
  t.equal(pending.size, 2, 'the closing was not in what was accepted');
  repeated.accepted();
  t.equal(pending.size, 0);
  t.equal(pending.sessions.size, 0);
  t.equal(pending.rooms.size, 0);
});

t.test('unsent bytes are those of the queue and of the WebSocket, and progress shows', async (t) => {
  const queue = [{ data: 'four' }, { data: Buffer.alloc(6) }, {}];
  const stuck = { writeBuffer: queue, transport: { socket: { bufferedAmount: 5 } } };
  t.equal(unsentOf({ writeBuffer: [], transport: {} }), undefined);
  t.equal(unsentOf(stuck)?.bytes, 15);
  t.equal(unsentOf(stuck)?.mark[0], queue);
  t.not(unsentOf({ ...stuck, writeBuffer: [...queue] })?.mark[0], queue);
  t.equal(unsentOf(stuck)?.offered, true);
  const ours = { bufferedAmount: 5, _socket: { writableCorked: 1 } };
  t.equal(unsentOf({ ...stuck, transport: { socket: ours } })?.offered, false, 'not written in this turn');
});

t.test('a slow reader is one that takes nothing for 10 s; one that takes a little is not', async (t) => {
  const handle = { writeQueueSize: 90_000 };
  const closed: string[] = [];
  const socket = {
    data: { user: { id: 'user' } },
    join: () => {},
    leave: () => {},
    conn: {
      writeBuffer: [],
      transport: {
        socket: {
          bufferedAmount: 90_000,
          _socket: { _handle: handle },
          terminate: () => closed.push('terminated'),
        },
      },
      close: () => closed.push('closed'),
    },
  };
  const registry = { users: () => [{ sockets: new Set([socket]) }] };
  const logger = createLogger({ service: 'test', instanceId: 'test', level: 'silent' });
  const backpressure = new Backpressure({
    registry: registry as never,
    slowReaderBytes: 100_000,
    logger,
    onSlowReader: () => closed.push('told'),
  });
  for (let at = 0; at <= 60_000; at += 500) {
    // One large write of which the kernel takes a part every 8 s.
    if (at % 8_000 === 0) handle.writeQueueSize -= 100;
    backpressure.look(at);
  }
  t.same(closed, []);
  t.equal(backpressure.unsentBytes, 90_000);
  for (let at = 60_500; closed.length === 0; at += 500) {
    t.ok(at <= 66_000, 'not later than 10 s after the last progress');
    backpressure.look(at);
  }
  t.same(closed, ['told', 'closed', 'terminated']);
  t.equal(backpressure.unsentBytes, 0, 'its memory is free');
});

t.test('the configuration is judged as a whole', async (t) => {
  t.equal(readConfig({}).TYPING_TTL_MS, 30_000);
  t.throws(() => readConfig({ GATEWAY_BEAT_MS: '5000' }), { message: /a lease outlives two beats/ });
  t.throws(() => readConfig({ NODE_ENV: 'production' }), { message: /NATS_URL must be set[\s\S]*REDIS_URL/ });
});

t.test('a user may send from the first moment of a process on, so many events a second', async (t) => {
  const nobody = () => {};
  const registry = new SocketRegistry({ opened: nobody, closed: nobody, userLeft: nobody });
  const user = registry.prepare('user_a', 'Ada', 'Student');
  const at = (now: number) => takeEvent(user, 2, now);
  t.same([at(5), at(6), at(7), at(1_004), at(1_005)], [true, true, false, false, true]);
});
