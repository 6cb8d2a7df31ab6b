import t from 'tap';
import { browserSessionStorage } from '../../src/session/browser-session-storage.ts';
import type { StoredSession } from '../../src/session/session-storage.ts';

const STORAGE_KEY = 'kcs.session';

/**
 * Replaces the browser's local and session storage with maps. Returns the local storage as `local` and the session
 * storage of this tab as `tab`.
 */
function installStorages(): { local: Map<string, string>; tab: Map<string, string> } {
  const localItems = new Map<string, string>();
  const tabItems = new Map<string, string>();
  const createStandInStorage = (items: Map<string, string>) => ({
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
  Object.assign(globalThis, {
    localStorage: createStandInStorage(localItems),
    sessionStorage: createStandInStorage(tabItems),
  });
  return { local: localItems, tab: tabItems };
}
const createSession = (id: string, token = 't1'): StoredSession => ({
  token,
  refreshToken: 'r',
  expiresAt: 1,
  user: { id, name: id, email: null, user_type: 'Student' },
});

t.test('a remembered session is shared by all tabs', async (t) => {
  const { local, tab } = installStorages();
  const storage = browserSessionStorage(true);
  storage.write(createSession('ada'));
  t.ok(local.has(STORAGE_KEY));
  t.notOk(tab.has(STORAGE_KEY));
  t.same(storage.read(), createSession('ada'));
  storage.clear();
  t.equal(storage.read(), null);
});

t.test(
  'a session that is not remembered belongs to one tab and does not replace the shared session',
  async (t) => {
    const { local, tab } = installStorages();
    browserSessionStorage(true).write(createSession('ada'));
    browserSessionStorage(false).write(createSession('bob'));
    t.equal(browserSessionStorage(true).read()?.user.id, 'bob', 'the tab uses its own session');
    tab.clear();
    t.equal(browserSessionStorage(true).read()?.user.id, 'ada', 'another tab uses the shared one');
    t.ok(local.has(STORAGE_KEY));
  },
);

t.test('a renewed session is written to the storage of the previous one', async (t) => {
  const { local, tab } = installStorages();
  browserSessionStorage(true).write(createSession('ada'));
  browserSessionStorage(false).write(createSession('ada', 't2'));
  t.match(local.get(STORAGE_KEY), /t2/);
  t.notOk(tab.has(STORAGE_KEY));
});

t.test('an unreadable stored session counts as no session', async (t) => {
  const { local } = installStorages();
  local.set(STORAGE_KEY, '{');
  t.equal(browserSessionStorage(true).read(), null);
});

t.test('a renewed session that the browser refuses to store is used until the page closes', async (t) => {
  const { tab } = installStorages();
  const storage = browserSessionStorage(false);
  t.equal(storage.write(createSession('ada')), true);
  globalThis.sessionStorage.setItem = () => {
    throw new DOMException('Full', 'QuotaExceededError');
  };
  t.equal(storage.write(createSession('ada', 't2')), false);
  t.equal(storage.read()?.token, 't2');
  t.notOk(tab.has(STORAGE_KEY), 'a reload or a copy of the tab finds no outdated token');
  storage.clear();
  t.equal(storage.read(), null);
});

t.test('a stored value that is not a session counts as no session', async (t) => {
  const { local } = installStorages();
  const session = createSession('ada');
  for (const value of [
    null,
    5,
    '',
    [],
    {},
    { ...session, user: null },
    { ...session, user: {} },
    { ...session, token: 1 },
  ]) {
    const storedText = JSON.stringify(value);
    local.set(STORAGE_KEY, storedText);
    t.equal(browserSessionStorage(true).read(), null, storedText);
  }
});
