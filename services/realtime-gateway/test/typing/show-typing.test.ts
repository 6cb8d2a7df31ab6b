import t from 'tap';
import type { LocalSockets } from '../../src/sockets/local-sockets.ts';
import { emitTypingToRoom } from '../../src/typing/show-typing.ts';

t.test('TYPE-3: congested sockets may miss a typing `true` but never a typing `false`', async (t) => {
  const excludedRoomNames: string[][] = [];
  const localSockets = {
    emit: (_rooms: string[], _event: string, _payload: object, except: string[]) =>
      excludedRoomNames.push(except),
  } as unknown as LocalSockets;
  const typingUpdate = { roomId: 'r', userId: 'ada', userName: 'Ada' };
  emitTypingToRoom(localSockets, { ...typingUpdate, isTyping: true });
  emitTypingToRoom(localSockets, { ...typingUpdate, isTyping: false });
  t.same(excludedRoomNames, [['user:ada', 'state:congested'], ['user:ada']]);
});
