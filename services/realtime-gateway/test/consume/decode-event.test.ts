import t from 'tap';
import { decodeRoomEvent } from '../../src/consume/decode-event.ts';
import { ChatLog } from '../support/chat-log.ts';

const chatLog = new ChatLog();
const roomCreationEvent = chatLog.createRoom(['user_ada']);
const messageEvent = chatLog.message(roomCreationEvent.room_id, 'user_ada', 'hello');
const encodeEvent = (value: object) => Buffer.from(JSON.stringify({ version: 1, ...value }));
const createNatsSubject = (kind: string) => `chat.room.${roomCreationEvent.room_id}.${kind}`;

t.test('decoding a message keeps unknown data fields and the `shown` field', async (t) => {
  const messageData = { ...(messageEvent.data as object), a_new_field: 1 };
  t.same(
    decodeRoomEvent(
      createNatsSubject('message-created'),
      encodeEvent({ ...messageEvent, data: messageData }),
    ),
    {
      ok: true,
      event: { ...messageEvent, data: messageData },
    },
  );
  const shownRoom = { room_name: 'Ada & Bob', user_ids: [roomCreationEvent.room_id.replace('room', 'user')] };
  t.match(
    decodeRoomEvent(createNatsSubject('message-created'), encodeEvent({ ...messageEvent, shown: shownRoom })),
    {
      ok: true,
      shown: shownRoom,
    },
  );
});

t.test('LOG-7: an event of an unknown kind keeps its data and its unknown fields', async (t) => {
  for (const kind of ['room-painted', 'message-pinned']) {
    const event = { ...roomCreationEvent, kind, data: { color: 'blue' }, a_new_field: 1 };
    t.strictSame(decodeRoomEvent(createNatsSubject(kind), encodeEvent(event)), { ok: true, event });
  }
});

t.test('an event with an invalid envelope is refused, whatever its kind', async (t) => {
  const event = { ...roomCreationEvent, kind: 'room-painted', data: { color: 'blue' } };
  const invalidEventFields = [{ data: 'blue' }, { seq: 0 }, { created_at: 'today' }, { version: 2 }];
  for (const fields of invalidEventFields) {
    const decodeResult = decodeRoomEvent(
      createNatsSubject('room-painted'),
      encodeEvent({ ...event, ...fields }),
    );
    t.match(decodeResult, { ok: false, reason: /./ }, JSON.stringify(fields));
  }
  const eventWithUnsafeKind = { ...event, kind: 'Room.Painted' };
  t.match(decodeRoomEvent(createNatsSubject('Room.Painted'), encodeEvent(eventWithUnsafeKind)), {
    ok: false,
    reason: /kind/,
  });
});

t.test('an event that changes members or rooms is validated completely', async (t) => {
  const invalidEvent = {
    ...roomCreationEvent,
    data: { ...(roomCreationEvent.data as object), removed: 'nobody' },
  };
  t.match(decodeRoomEvent(createNatsSubject('members-changed'), encodeEvent(invalidEvent)), {
    ok: false,
    reason: /./,
  });
});

t.test('BUS-6: a members-changed event with a role or room type from a newer version is valid', async (t) => {
  const memberWithNewerRole = {
    userId: roomCreationEvent.room_id.replace('room', 'user'),
    name: 'Ada',
    role: 'moderator',
  };
  const { userId, name } = memberWithNewerRole;
  const memberChanges = {
    added: [memberWithNewerRole],
    changed: [memberWithNewerRole],
    by: { userId, name },
  };
  const dataFromNewerVersion = { ...(roomCreationEvent.data as object), ...memberChanges, roomType: 'forum' };
  const event = { ...roomCreationEvent, data: dataFromNewerVersion };
  t.same(decodeRoomEvent(createNatsSubject('members-changed'), encodeEvent(event)), { ok: true, event });
});

t.test(
  'data is refused with a reason if it is not an event or does not match its NATS subject',
  async (t) => {
    const natsSubject = createNatsSubject('message-created');
    t.match(decodeRoomEvent(natsSubject, Buffer.from('nonsense')), {
      ok: false,
      reason: 'the event is not valid JSON',
    });
    t.match(decodeRoomEvent(natsSubject, Buffer.from('{}')), { ok: false, reason: /./ });
    t.match(decodeRoomEvent(createNatsSubject('message-deleted'), encodeEvent(messageEvent)), {
      ok: false,
      reason: 'the subject does not match the room and kind of the event',
    });
    t.match(decodeRoomEvent(natsSubject, Buffer.alloc(1024 * 1024 + 1)), {
      ok: false,
      reason: /larger than/,
    });
  },
);
