import t from 'tap';
import { describeChange } from '../../src/judge/describe-change.ts';
import {
  type AcknowledgedMessage,
  findDuplicateMessages,
  findLostChanges,
  findLostMessages,
  findSequenceErrors,
  type RoomLog,
} from '../../src/judge/room-log.ts';

const createLogEntry = (seq: number) => ({ seq, messageId: `msg ${seq}`, clientMsgId: `key ${seq}` });
const createRoomLog = (seqs: readonly number[], head: number): RoomLog => ({
  ...{ roomId: 'R', after: 1, head },
  events: seqs.map(createLogEntry),
});
const createAcknowledgedMessage = (n: number, seq = n): AcknowledgedMessage => ({
  ...{ roomId: 'R', clientMsgId: `key ${n}`, during: 'a fault' },
  stored: { id: `msg ${n}`, seq },
});

t.test('a room log is intact if it has no gap and no repeat, and ends at the head', async (t) => {
  t.same(findSequenceErrors(createRoomLog([2, 3, 4], 4)), []);
  t.equal(findSequenceErrors(createRoomLog([2, 4], 4)).length, 1, 'a gap');
  t.equal(findSequenceErrors(createRoomLog([2, 3, 3, 4], 4)).length, 1, 'a repeated seq');
  t.equal(findSequenceErrors(createRoomLog([2, 3], 4)).length, 1, 'a missing tail');
  t.equal(findSequenceErrors(createRoomLog([2, 3], 1)).length, 1, 'a head that moved back');
});

t.test('a message counts as lost unless it is stored under its acknowledged id and seq', async (t) => {
  const roomLogs = [createRoomLog([2, 3], 3)];
  t.same(findLostMessages([createAcknowledgedMessage(2), createAcknowledgedMessage(3)], roomLogs), []);
  t.same(
    findLostMessages([createAcknowledgedMessage(2), createAcknowledgedMessage(4)], roomLogs),
    [createAcknowledgedMessage(4)],
    'not stored at all',
  );
  t.same(
    findLostMessages([createAcknowledgedMessage(2, 3)], roomLogs),
    [createAcknowledgedMessage(2, 3)],
    'stored under another seq',
  );
  const createMessageSentWithLibrary = (n: number) => ({ ...createAcknowledgedMessage(n), stored: null });
  t.same(
    findLostMessages([createMessageSentWithLibrary(2), createMessageSentWithLibrary(4)], roomLogs),
    [createMessageSentWithLibrary(4)],
    'promised by the library',
  );
  t.same(
    findLostMessages([{ ...createAcknowledgedMessage(2), roomId: 'S' }], roomLogs).length,
    1,
    'stored in another room',
  );
});

t.test('findDuplicateMessages reports a message that a retry stored a second time', async (t) => {
  t.same(findDuplicateMessages([createRoomLog([2, 3], 3)]), []);
  const entryWithRepeatedKey = { ...createLogEntry(4), clientMsgId: 'key 2' };
  const logWithRepeatedKey = {
    ...createRoomLog([], 4),
    events: [createLogEntry(2), createLogEntry(3), entryWithRepeatedKey],
  };
  t.same(findDuplicateMessages([logWithRepeatedKey]), ['R key 2 repeated at seq 4']);
  const logWithRepeatedMessageId = {
    ...createRoomLog([], 4),
    events: [createLogEntry(2), { ...createLogEntry(3), messageId: 'msg 2' }],
  };
  t.same(findDuplicateMessages([logWithRepeatedMessageId]), ['msg 2 repeated at seq 3']);
});

t.test('an acknowledged change counts as lost unless the log of its room contains it', async (t) => {
  const changeText = describeChange({ type: 'renamed', name: 'Class 4b' });
  const roomLogs = [{ ...createRoomLog([], 2), events: [{ ...createLogEntry(2), change: changeText }] }];
  const acknowledgedChange = { roomId: 'R', change: changeText, during: 'a fault' };
  t.same(findLostChanges([acknowledgedChange], roomLogs), []);
  const lostChanges = [
    { ...acknowledgedChange, roomId: 'S' },
    { ...acknowledgedChange, change: describeChange({ type: 'deleted', messageId: 'msg 2' }) },
  ];
  t.same(findLostChanges(lostChanges, roomLogs), lostChanges);
});
