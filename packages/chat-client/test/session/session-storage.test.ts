import t from 'tap';
import { memorySessionStorage, type StoredSession } from '../../src/session/session-storage.ts';

t.test('the memory storage keeps the latest session until it is cleared', async (t) => {
  const user = { id: 'user_ada', name: 'Ada', email: null, user_type: 'Student' as const };
  const session: StoredSession = { token: 't', refreshToken: 'r', expiresAt: 1, user };
  const memoryStorage = memorySessionStorage();
  t.equal(memoryStorage.read(), null);
  memoryStorage.write(session);
  t.same(memoryStorage.read(), session);
  memoryStorage.clear();
  t.equal(memoryStorage.read(), null);
});
