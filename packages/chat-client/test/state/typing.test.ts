import t from 'tap';
import { TYPING_SHOWN_MS, typingStarted, typingStopped, withoutExpired } from '../../src/state/typing.ts';

t.test('a typing indicator ends with an update, or expires if the update is lost', async (t) => {
  const typing = typingStarted(typingStarted({}, 'room', 'a', 'Ada', 0), 'room', 'b', 'Ben', 5_000);
  t.strictSame(Object.keys(typingStopped(typing, 'room', 'a').room ?? {}), ['b']);
  t.equal(
    typingStopped(typing, 'room', 'c'),
    typing,
    'stopping an indicator that was not started changes nothing',
  );
  t.equal(typingStopped(typing, 'other', 'a'), typing);
  t.equal(withoutExpired(typing, TYPING_SHOWN_MS - 1), typing, 'nothing changes before its time');
  t.strictSame(Object.keys(withoutExpired(typing, TYPING_SHOWN_MS).room ?? {}), ['b']);
  t.strictSame(withoutExpired(typing, TYPING_SHOWN_MS + 5_000), { room: {} });
});
