import t from 'tap';
import { describeChange } from '../../src/judge/describe-change.ts';
import {
  type AcknowledgedMessage,
  findDuplicates,
  findLostChanges,
  findLostMessages,
  findSequenceErrors,
  type RoomLog,
} from '../../src/judge/room-log.ts';

const createEntry = (seq: number) => ({ seq, messageId: `msg ${seq}`, clientMsgId: `key ${seq}` });
const createLog = (seqs: readonly number[], head: number): RoomLog => ({
  ...{ roomId: 'R', after: 1, head },
  events: seqs.map(createEntry),
});
const createAcknowledgedMessage = (n: number, seq = n): AcknowledgedMessage => ({
  ...{ roomId: 'R', clientMsgId: `key ${n}`, during: 'a fault' },
  stored: { id: `msg ${n}`, seq },
});

t.test('a room log is intact if it has no gap and no repeat, and ends at the head', async (t) => {
  t.same(findSequenceErrors(createLog([2, 3, 4], 4)), []);
  t.equal(findSequenceErrors(createLog([2, 4], 4)).length, 1, 'a gap');
  t.equal(findSequenceErrors(createLog([2, 3, 3, 4], 4)).length, 1, 'a repeated seq');
  t.equal(findSequenceErrors(createLog([2, 3], 4)).length, 1, 'a missing tail');
  t.equal(findSequenceErrors(createLog([2, 3], 1)).length, 1, 'a head that moved back');
});

t.test('a message counts as lost unless it is stored under its acknowledged id and seq', async (t) => {
  const logs = [createLog([2, 3], 3)];
  t.same(findLostMessages([createAcknowledgedMessage(2), createAcknowledgedMessage(3)], logs), []);
  t.same(
    findLostMessages([createAcknowledgedMessage(2), createAcknowledgedMessage(4)], logs),
    [createAcknowledgedMessage(4)],
    'not stored at all',
  );
  t.same(
    findLostMessages([createAcknowledgedMessage(2, 3)], logs),
    [createAcknowledgedMessage(2, 3)],
    'stored under another seq',
  );
  const createLibraryMessage = (n: number) => ({ ...createAcknowledgedMessage(n), stored: null });
  t.same(
    findLostMessages([createLibraryMessage(2), createLibraryMessage(4)], logs),
    [createLibraryMessage(4)],
    'promised by the library',
  );
  t.same(
    findLostMessages([{ ...createAcknowledgedMessage(2), roomId: 'S' }], logs).length,
    1,
    'stored in another room',
  );
});

t.test('findDuplicates reports a message that a retry stored a second time', async (t) => {
  t.same(findDuplicates([createLog([2, 3], 3)]), []);
  const storedAgain = { ...createEntry(4), clientMsgId: 'key 2' };
  const repeated = { ...createLog([], 4), events: [createEntry(2), createEntry(3), storedAgain] };
  t.same(findDuplicates([repeated]), ['R key 2 repeated at seq 4']);
  const logWithDuplicate = {
    ...createLog([], 4),
    events: [createEntry(2), { ...createEntry(3), messageId: 'msg 2' }],
  };
  t.same(findDuplicates([logWithDuplicate]), ['msg 2 repeated at seq 3']);
});

t.test('an acknowledged change counts as lost unless the log of its room contains it', async (t) => {
  const change = describeChange({ type: 'renamed', name: 'Class 4b' });
  const logs = [{ ...createLog([], 2), events: [{ ...createEntry(2), change }] }];
  const acknowledged = { roomId: 'R', change, during: 'a fault' };
  t.same(findLostChanges([acknowledged], logs), []);
  const others = [
    { ...acknowledged, roomId: 'S' },
    { ...acknowledged, change: describeChange({ type: 'deleted', messageId: 'msg 2' }) },
  ];
  t.same(findLostChanges(others, logs), others);
});
