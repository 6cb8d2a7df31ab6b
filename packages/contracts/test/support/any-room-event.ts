import fc from 'fast-check';
import { type IdKind, ROOM_EVENT_KINDS, type RoomEvent, type RoomEventKind } from '../../src/index.ts';
import { createExampleId } from './examples.ts';

const anyId = (kind: IdKind) => fc.nat().map((n) => createExampleId(kind, n));
const anyTime = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anySeq = fc.integer({ min: 1, max: 2_147_483_647 });
const anyRole = fc.constantFrom('owner', 'admin', 'member' as const);
const anyNullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const anyUnknownKind = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('-'))
  .filter((kind) => kind !== 'seen' && !ROOM_EVENT_KINDS.includes(kind as RoomEventKind));

/** Values that must be the same in a room event and in its `data`. */
interface SharedValues {
  readonly roomId: string;
  readonly timestamp: string;
}

function anyMessage({ roomId, timestamp }: SharedValues) {
  return fc.record({
    id: anyId('msg'),
    room_id: fc.constant(roomId),
    sender_id: anyId('user'),
    sender_name: fc.string(),
    seq: anySeq,
    content: anyNullable(fc.string()),
    message_type: fc.constantFrom('text', 'image', 'file', 'system'),
    reply_to_id: anyNullable(anyId('msg')),
    reply_to: anyNullable(
      fc.record({ id: anyId('msg'), sender_name: fc.string(), excerpt: anyNullable(fc.string()) }),
    ),
    client_msg_id: anyNullable(fc.string()),
    metadata: anyNullable(fc.dictionary(fc.constantFrom('width', 'name'), fc.jsonValue())),
    mentions: fc.array(anyId('user')),
    reactions: fc.array(
      fc.record({ emoji: fc.string(), count: fc.integer({ min: 1 }), user_ids: fc.array(anyId('user')) }),
    ),
    created_at: fc.constant(timestamp),
    edited_at: anyNullable(anyTime),
    deleted_at: anyNullable(anyTime),
  });
}

function anyMembersChanged({ roomId, timestamp }: SharedValues) {
  return fc.record({
    roomId: fc.constant(roomId),
    added: fc.array(fc.record({ userId: anyId('user'), name: fc.string(), role: anyRole })),
    removed: fc.array(anyId('user')),
    changed: fc.array(fc.record({ userId: anyId('user'), role: anyRole })),
    by: fc.record({ userId: anyId('user'), name: fc.string() }),
    roomName: fc.string(),
    roomType: fc.constantFrom('direct', 'group'),
    timestamp: fc.constant(timestamp),
  });
}

function anyKindAndData(shared: SharedValues): fc.Arbitrary<Pick<RoomEvent, 'kind' | 'data'>> {
  const roomId = fc.constant(shared.roomId);
  const timestamp = fc.constant(shared.timestamp);
  const combineKindAndData = <D>(kind: RoomEvent['kind'], data: fc.Arbitrary<D>) =>
    data.map((data) => ({ kind, data }) as unknown as Pick<RoomEvent, 'kind' | 'data'>);
  return fc.oneof(
    combineKindAndData('message-created', anyMessage(shared)),
    combineKindAndData('message-updated', anyMessage(shared)),
    combineKindAndData(
      'message-deleted',
      fc.record({
        messageId: anyId('msg'),
        roomId,
        messageSeq: anySeq,
        deletedBy: anyId('user'),
        timestamp,
      }),
    ),
    combineKindAndData('members-changed', anyMembersChanged(shared)),
    combineKindAndData('room-updated', fc.record({ roomId, name: fc.string(), timestamp })),
    combineKindAndData('room-deleted', fc.record({ roomId, deletedBy: anyId('user'), timestamp })),
    fc.record({ kind: anyUnknownKind, data: fc.dictionary(fc.string(), fc.jsonValue()) }) as fc.Arbitrary<
      Pick<RoomEvent, 'kind' | 'data'>
    >,
  );
}

/** Generates arbitrary room events that the schema allows, for property tests. */
export const anyRoomEvent: fc.Arbitrary<RoomEvent> = fc
  .record({ roomId: anyId('room'), timestamp: anyTime, seq: anySeq })
  .chain(({ seq, ...shared }) =>
    anyKindAndData(shared).map(
      (event) =>
        ({ room_id: shared.roomId, seq, created_at: shared.timestamp, ...event }) as unknown as RoomEvent,
    ),
  );
