import t from 'tap';
import {
  BusRoomEventEnvelope,
  buildRoomEventId,
  buildRoomSubject,
  buildSeenSubject,
  ReappearingRoom,
  ROOM_EVENT_KINDS,
  ROOM_STREAM,
} from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, NOW, ROOM_ID, USER_ID } from '../support/examples.ts';

t.test('the subject of a room event contains the room id and the kind (BUS-1)', async (t) => {
  t.equal(buildRoomSubject(ROOM_ID, 'message-created'), `chat.room.${ROOM_ID}.message-created`);
  t.equal(buildSeenSubject(ROOM_ID), `chat.room.${ROOM_ID}.seen`);
});

t.test('the stream stores every kind of room event, but no receipts', async (t) => {
  for (const kind of ROOM_EVENT_KINDS) {
    t.ok(ROOM_STREAM.subjects.includes(buildRoomSubject('*', kind)), kind);
  }
  t.notOk(ROOM_STREAM.subjects.includes(buildSeenSubject('*')));
});

t.test('each combination of room and seq has its own JetStream message id', async (t) => {
  t.equal(buildRoomEventId(ROOM_ID, 12), `${ROOM_ID}:12`);
  t.not(buildRoomEventId(ROOM_ID, 1), buildRoomEventId(ROOM_ID, 2));
  t.not(buildRoomEventId(ROOM_ID, 1), buildRoomEventId(createExampleId('room', 1), 1));
});

t.test('JetStream redelivers an unacknowledged event after 2 s (TRAP-21)', async (t) => {
  t.equal(ROOM_STREAM.ackWaitMs, 2_000);
  t.ok(ROOM_STREAM.duplicateWindowMs < ROOM_STREAM.maxAgeMs);
});

t.test(
  'the envelope of a room event accepts any data and any safe kind, and requires a version and a seq of at least 1 (LOG-7)',
  async (t) => {
    const envelope = {
      version: 1,
      room_id: ROOM_ID,
      seq: 1,
      kind: 'room-updated',
      data: { anything: true },
      created_at: NOW,
    };
    checkSchema(t, BusRoomEventEnvelope, {
      accepted: [
        envelope,
        { ...envelope, more: 1 },
        { ...envelope, kind: 'room-painted' },
        { ...envelope, shown: { room_name: 'Ada & Eve', user_ids: [USER_ID] } },
      ],
      refused: {
        'another version': { ...envelope, version: 2 },
        'a kind that is no subject token': { ...envelope, kind: 'room.painted' },
        'the kind of receipts': { ...envelope, kind: 'seen' },
        'seq 0': { ...envelope, seq: 0 },
        'a seq beyond an integer column': { ...envelope, seq: 2 ** 31 },
        'a malformed room': { ...envelope, room_id: 'room_1' },
        'data that is no object': { ...envelope, data: null },
        'a time without milliseconds': { ...envelope, created_at: '2026-01-31T08:00:00Z' },
      },
    });
  },
);

t.test('a room event names at most two members who see a hidden direct room again', async (t) => {
  const userIds = [1, 2, 3].map((n) => createExampleId('user', n));
  checkSchema(t, ReappearingRoom, {
    accepted: [{ room_name: 'Ada & Eve', user_ids: userIds.slice(0, 2) }],
    refused: { 'three users': { room_name: 'Ada & Eve', user_ids: userIds } },
  });
});
