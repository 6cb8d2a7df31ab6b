import t from 'tap';
import { addTypist, removeExpiredTypists, removeTypist, TYPING_SHOWN_MS } from '../../src/state/typing.ts';

t.test('a typing indicator ends with an update, or expires if the update is lost', async (t) => {
  const typing = addTypist(addTypist({}, 'room', 'a', 'Ada', 0), 'room', 'b', 'Ben', 5_000);
  t.strictSame(Object.keys(removeTypist(typing, 'room', 'a').room ?? {}), ['b']);
  t.equal(
    removeTypist(typing, 'room', 'c'),
    typing,
    'stopping an indicator that was not started changes nothing',
  );
  t.equal(removeTypist(typing, 'other', 'a'), typing);
  t.equal(removeExpiredTypists(typing, TYPING_SHOWN_MS - 1), typing, 'nothing changes before its time');
  t.strictSame(Object.keys(removeExpiredTypists(typing, TYPING_SHOWN_MS).room ?? {}), ['b']);
  t.strictSame(removeExpiredTypists(typing, TYPING_SHOWN_MS + 5_000), { room: {} });
});
