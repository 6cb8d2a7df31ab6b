import type { ChatClient } from '@kcs/chat-client';
import t from 'tap';
import { createSystemMessageLog } from '../../src/system-messages/system-message-log.ts';
import { membersChanged } from '../support/members-changed.ts';

/** Returns a system message log with a stand-in client. The client's room `r` has members with these ids. */
function startLog(...ids: string[]) {
  const listeners = new Map<string, (value: unknown) => void>();
  const stateWithMembers = (...ids: string[]) => ({
    me: { id: 'me' },
    rosters: { r: { members: ids.map((user_id) => ({ user_id, name: `Name of ${user_id}` })) } },
  });
  let state = stateWithMembers(...ids);
  const chat = {
    getState: () => state,
    subscribe: (listener: () => void) => listeners.set('state', listener),
    on: (name: string, listener: (value: unknown) => void) => listeners.set(name, listener),
  };
  return {
    log: createSystemMessageLog(chat as unknown as ChatClient),
    emit: (name: string, value: unknown) => listeners.get(name)?.(value),
    setMembers(...ids: string[]) {
      state = stateWithMembers(...ids);
      listeners.get('state')?.(undefined);
    },
  };
}

t.test('a system message names a removed member who is no longer in the member list', async (t) => {
  const { log, emit, setMembers } = startLog('me', 'b');
  setMembers('me');
  emit('room-event', membersChanged('a', { removed: ['b'] }));
  t.same(log.of('r'), [{ seq: 7, text: 'A removed Name of b' }]);
});

t.test('listeners are called after each change until they unsubscribe', async (t) => {
  const { log, emit } = startLog('me', 'b');
  let calls = 0;
  const unsubscribe = log.subscribe(() => {
    calls += 1;
  });
  emit('room-event', membersChanged('a', { removed: ['b'] }));
  unsubscribe();
  emit('room-event', membersChanged('a', { removed: ['b'] }));
  t.equal(calls, 1);
});

t.test('a room keeps its last 100 system messages, and loses them when it ends', async (t) => {
  const { log, emit } = startLog('me', 'b');
  for (let n = 0; n < 101; n += 1) emit('room-event', membersChanged('a', { removed: ['b'] }));
  t.equal(log.of('r').length, 100);
  emit('room-ended', { room: { id: 'r' } });
  t.same(log.of('r'), []);
});
