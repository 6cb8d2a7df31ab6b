import t from 'tap';
import { decodeEvent } from '../../src/consume/decode-event.ts';
import { ChatLog } from '../support/chat-log.ts';

const chatLog = new ChatLog();
const creationEvent = chatLog.createRoom(['user_ada']);
const messageEvent = chatLog.message(creationEvent.room_id, 'user_ada', 'hello');
const encodeEvent = (value: object) => Buffer.from(JSON.stringify({ version: 1, ...value }));
const createSubject = (kind: string) => `chat.room.${creationEvent.room_id}.${kind}`;

t.test('decoding a message keeps unknown data fields and the `shown` field', async (t) => {
  const messageData = { ...(messageEvent.data as object), a_new_field: 1 };
  t.same(decodeEvent(createSubject('message-created'), encodeEvent({ ...messageEvent, data: messageData })), {
    ok: true,
    event: { ...messageEvent, data: messageData },
  });
  const shownRoom = { room_name: 'Ada & Bob', user_ids: [creationEvent.room_id.replace('room', 'user')] };
  t.match(decodeEvent(createSubject('message-created'), encodeEvent({ ...messageEvent, shown: shownRoom })), {
    ok: true,
    shown: shownRoom,
  });
});

t.test('LOG-7: an event of an unknown kind keeps its data and its unknown fields', async (t) => {
  for (const kind of ['room-painted', 'message-pinned']) {
    const event = { ...creationEvent, kind, data: { color: 'blue' }, a_new_field: 1 };
    t.strictSame(decodeEvent(createSubject(kind), encodeEvent(event)), { ok: true, event });
  }
});

t.test('an event with an invalid envelope is refused, whatever its kind', async (t) => {
  const event = { ...creationEvent, kind: 'room-painted', data: { color: 'blue' } };
  const invalidFields = [{ data: 'blue' }, { seq: 0 }, { created_at: 'today' }, { version: 2 }];
  for (const fields of invalidFields) {
    const decodedEvent = decodeEvent(createSubject('room-painted'), encodeEvent({ ...event, ...fields }));
    t.match(decodedEvent, { ok: false, reason: /./ }, JSON.stringify(fields));
  }
  const eventWithUnsafeKind = { ...event, kind: 'Room.Painted' };
  t.match(decodeEvent(createSubject('Room.Painted'), encodeEvent(eventWithUnsafeKind)), {
    ok: false,
    reason: /kind/,
  });
});

t.test('an event that changes members or rooms is validated completely', async (t) => {
  const invalidEvent = { ...creationEvent, data: { ...(creationEvent.data as object), removed: 'nobody' } };
  t.match(decodeEvent(createSubject('members-changed'), encodeEvent(invalidEvent)), {
    ok: false,
    reason: /./,
  });
});

t.test('BUS-6: a members-changed event with a role or room type from a newer version is valid', async (t) => {
  const person = { userId: creationEvent.room_id.replace('room', 'user'), name: 'Ada', role: 'moderator' };
  const { userId, name } = person;
  const memberChanges = { added: [person], changed: [person], by: { userId, name } };
  const dataFromNewerVersion = { ...(creationEvent.data as object), ...memberChanges, roomType: 'forum' };
  const event = { ...creationEvent, data: dataFromNewerVersion };
  t.same(decodeEvent(createSubject('members-changed'), encodeEvent(event)), { ok: true, event });
});

t.test(
  'data is refused with a reason if it is not an event or does not match its NATS subject',
  async (t) => {
    const subject = createSubject('message-created');
    t.match(decodeEvent(subject, Buffer.from('nonsense')), {
      ok: false,
      reason: 'the event is not valid JSON',
    });
    t.match(decodeEvent(subject, Buffer.from('{}')), { ok: false, reason: /./ });
    t.match(decodeEvent(createSubject('message-deleted'), encodeEvent(messageEvent)), {
      ok: false,
      reason: 'the subject does not match the room and kind of the event',
    });
    t.match(decodeEvent(subject, Buffer.alloc(1024 * 1024 + 1)), { ok: false, reason: /larger than/ });
  },
);
