import t from 'tap';
import {
  addTypist,
  removeExpiredTypists,
  removeTypist,
  TYPING_INDICATOR_DURATION_MS,
} from '../../src/state/typing.ts';

t.test('a typing indicator ends with an update, or expires if the update is lost', async (t) => {
  const typistsByRoom = addTypist(addTypist({}, 'room', 'a', 'Ada', 0), 'room', 'b', 'Ben', 5_000);
  t.strictSame(Object.keys(removeTypist(typistsByRoom, 'room', 'a').room ?? {}), ['b']);
  t.equal(
    removeTypist(typistsByRoom, 'room', 'c'),
    typistsByRoom,
    'stopping an indicator that was not started changes nothing',
  );
  t.equal(removeTypist(typistsByRoom, 'other', 'a'), typistsByRoom);
  t.equal(
    removeExpiredTypists(typistsByRoom, TYPING_INDICATOR_DURATION_MS - 1),
    typistsByRoom,
    'nothing changes before its time',
  );
  t.strictSame(Object.keys(removeExpiredTypists(typistsByRoom, TYPING_INDICATOR_DURATION_MS).room ?? {}), [
    'b',
  ]);
  t.strictSame(removeExpiredTypists(typistsByRoom, TYPING_INDICATOR_DURATION_MS + 5_000), { room: {} });
});
