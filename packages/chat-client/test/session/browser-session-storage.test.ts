import t from 'tap';
import { browserSessionStorage } from '../../src/session/browser-session-storage.ts';
import type { StoredSession } from '../../src/session/session-storage.ts';

const SESSION_STORAGE_KEY = 'kcs.session';

/**
 * Replaces the browser's local and session storage with maps. Returns the local storage as `local` and the session
 * storage of this tab as `tab`.
 */
function installStandInStorages(): { local: Map<string, string>; tab: Map<string, string> } {
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
const createStoredSession = (id: string, token = 't1'): StoredSession => ({
  token,
  refreshToken: 'r',
  expiresAt: 1,
  user: { id, name: id, email: null, user_type: 'Student' },
});

t.test('a remembered session is shared by all tabs', async (t) => {
  const { local, tab } = installStandInStorages();
  const storage = browserSessionStorage(true);
  storage.write(createStoredSession('ada'));
  t.ok(local.has(SESSION_STORAGE_KEY));
  t.notOk(tab.has(SESSION_STORAGE_KEY));
  t.same(storage.read(), createStoredSession('ada'));
  storage.clear();
  t.equal(storage.read(), null);
});

t.test(
  'a session that is not remembered belongs to one tab and does not replace the shared session',
  async (t) => {
    const { local, tab } = installStandInStorages();
    browserSessionStorage(true).write(createStoredSession('ada'));
    browserSessionStorage(false).write(createStoredSession('bob'));
    t.equal(browserSessionStorage(true).read()?.user.id, 'bob', 'the tab uses its own session');
    tab.clear();
    t.equal(browserSessionStorage(true).read()?.user.id, 'ada', 'another tab uses the shared one');
    t.ok(local.has(SESSION_STORAGE_KEY));
  },
);

t.test('a renewed session is written to the storage of the previous one', async (t) => {
  const { local, tab } = installStandInStorages();
  browserSessionStorage(true).write(createStoredSession('ada'));
  browserSessionStorage(false).write(createStoredSession('ada', 't2'));
  t.match(local.get(SESSION_STORAGE_KEY), /t2/);
  t.notOk(tab.has(SESSION_STORAGE_KEY));
});

t.test('an unreadable stored session counts as no session', async (t) => {
  const { local } = installStandInStorages();
  local.set(SESSION_STORAGE_KEY, '{');
  t.equal(browserSessionStorage(true).read(), null);
});

t.test('a renewed session that the browser refuses to store is used until the page closes', async (t) => {
  const { tab } = installStandInStorages();
  const storage = browserSessionStorage(false);
  t.equal(storage.write(createStoredSession('ada')), true);
  globalThis.sessionStorage.setItem = () => {
    throw new DOMException('Full', 'QuotaExceededError');
  };
  t.equal(storage.write(createStoredSession('ada', 't2')), false);
  t.equal(storage.read()?.token, 't2');
  t.notOk(tab.has(SESSION_STORAGE_KEY), 'a reload or a copy of the tab finds no outdated token');
  storage.clear();
  t.equal(storage.read(), null);
});

t.test('a stored value that is not a session counts as no session', async (t) => {
  const { local } = installStandInStorages();
  const session = createStoredSession('ada');
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
    local.set(SESSION_STORAGE_KEY, storedText);
    t.equal(browserSessionStorage(true).read(), null, storedText);
  }
});
