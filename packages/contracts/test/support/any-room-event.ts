import fc from 'fast-check';
import { type IdKind, ROOM_EVENT_KINDS, type RoomEvent, type RoomEventKind } from '../../src/index.ts';
import { createExampleId } from './examples.ts';

const createIdArbitrary = (kind: IdKind) => fc.nat().map((n) => createExampleId(kind, n));
const isoTimestampArbitrary = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const seqArbitrary = fc.integer({ min: 1, max: 2_147_483_647 });
const memberRoleArbitrary = fc.constantFrom('owner', 'admin', 'member' as const);
const createNullableArbitrary = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const unknownKindArbitrary = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('-'))
  .filter((kind) => kind !== 'seen' && !ROOM_EVENT_KINDS.includes(kind as RoomEventKind));

/** Values that must be the same in a room event and in its `data`. */
interface SharedEventValues {
  readonly roomId: string;
  readonly timestamp: string;
}

function createMessageArbitrary({ roomId, timestamp }: SharedEventValues) {
  return fc.record({
    id: createIdArbitrary('msg'),
    room_id: fc.constant(roomId),
    sender_id: createIdArbitrary('user'),
    sender_name: fc.string(),
    seq: seqArbitrary,
    content: createNullableArbitrary(fc.string()),
    message_type: fc.constantFrom('text', 'image', 'file', 'system'),
    reply_to_id: createNullableArbitrary(createIdArbitrary('msg')),
    reply_to: createNullableArbitrary(
      fc.record({
        id: createIdArbitrary('msg'),
        sender_name: fc.string(),
        excerpt: createNullableArbitrary(fc.string()),
      }),
    ),
    client_msg_id: createNullableArbitrary(fc.string()),
    metadata: createNullableArbitrary(fc.dictionary(fc.constantFrom('width', 'name'), fc.jsonValue())),
    mentions: fc.array(createIdArbitrary('user')),
    reactions: fc.array(
      fc.record({
        emoji: fc.string(),
        count: fc.integer({ min: 1 }),
        user_ids: fc.array(createIdArbitrary('user')),
      }),
    ),
    created_at: fc.constant(timestamp),
    edited_at: createNullableArbitrary(isoTimestampArbitrary),
    deleted_at: createNullableArbitrary(isoTimestampArbitrary),
  });
}

function createMembersChangedArbitrary({ roomId, timestamp }: SharedEventValues) {
  return fc.record({
    roomId: fc.constant(roomId),
    added: fc.array(
      fc.record({ userId: createIdArbitrary('user'), name: fc.string(), role: memberRoleArbitrary }),
    ),
    removed: fc.array(createIdArbitrary('user')),
    changed: fc.array(fc.record({ userId: createIdArbitrary('user'), role: memberRoleArbitrary })),
    by: fc.record({ userId: createIdArbitrary('user'), name: fc.string() }),
    roomName: fc.string(),
    roomType: fc.constantFrom('direct', 'group'),
    timestamp: fc.constant(timestamp),
  });
}

function createKindAndDataArbitrary(
  shared: SharedEventValues,
): fc.Arbitrary<Pick<RoomEvent, 'kind' | 'data'>> {
  const roomIdArbitrary = fc.constant(shared.roomId);
  const timestampArbitrary = fc.constant(shared.timestamp);
  const combineKindAndData = <D>(kind: RoomEvent['kind'], data: fc.Arbitrary<D>) =>
    data.map((data) => ({ kind, data }) as unknown as Pick<RoomEvent, 'kind' | 'data'>);
  return fc.oneof(
    combineKindAndData('message-created', createMessageArbitrary(shared)),
    combineKindAndData('message-updated', createMessageArbitrary(shared)),
    combineKindAndData(
      'message-deleted',
      fc.record({
        messageId: createIdArbitrary('msg'),
        roomId: roomIdArbitrary,
        messageSeq: seqArbitrary,
        deletedBy: createIdArbitrary('user'),
        timestamp: timestampArbitrary,
      }),
    ),
    combineKindAndData('members-changed', createMembersChangedArbitrary(shared)),
    combineKindAndData(
      'room-updated',
      fc.record({ roomId: roomIdArbitrary, name: fc.string(), timestamp: timestampArbitrary }),
    ),
    combineKindAndData(
      'room-deleted',
      fc.record({
        roomId: roomIdArbitrary,
        deletedBy: createIdArbitrary('user'),
        timestamp: timestampArbitrary,
      }),
    ),
    fc.record({
      kind: unknownKindArbitrary,
      data: fc.dictionary(fc.string(), fc.jsonValue()),
    }) as fc.Arbitrary<Pick<RoomEvent, 'kind' | 'data'>>,
  );
}

/** Generates arbitrary room events that the schema allows, for property tests. */
export const roomEventArbitrary: fc.Arbitrary<RoomEvent> = fc
  .record({ roomId: createIdArbitrary('room'), timestamp: isoTimestampArbitrary, seq: seqArbitrary })
  .chain(({ seq, ...shared }) =>
    createKindAndDataArbitrary(shared).map(
      (event) =>
        ({ room_id: shared.roomId, seq, created_at: shared.timestamp, ...event }) as unknown as RoomEvent,
    ),
  );
