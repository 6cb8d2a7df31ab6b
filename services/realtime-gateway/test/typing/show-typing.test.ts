import t from 'tap';
import type { LocalSockets } from '../../src/sockets/local-sockets.ts';
import { showTyping } from '../../src/typing/show-typing.ts';

t.test('TYPE-3: congested sockets may miss a typing `true` but never a typing `false`', async (t) => {
  const excludedRoomNames: string[][] = [];
  const sockets = {
    emit: (_rooms: string[], _event: string, _payload: object, except: string[]) =>
      excludedRoomNames.push(except),
  } as unknown as LocalSockets;
  const update = { roomId: 'r', userId: 'ada', userName: 'Ada' };
  showTyping(sockets, { ...update, isTyping: true });
  showTyping(sockets, { ...update, isTyping: false });
  t.same(excludedRoomNames, [['user:ada', 'state:congested'], ['user:ada']]);
});
