import t from 'tap';
import { countRenewals, recordRenewal } from '../../src/session/renewal-record.ts';

const RENEWAL_COUNTS_STORAGE_KEY = 'kcs.renewals';

t.test('a record that another program has overwritten counts as empty', async (t) => {
  const storedItems = new Map<string, string>();
  const standInLocalStorage = {
    getItem: (key: string) => storedItems.get(key) ?? null,
    setItem: (key: string, value: string) => void storedItems.set(key, value),
    removeItem: (key: string) => void storedItems.delete(key),
  };
  Object.assign(globalThis, { localStorage: standInLocalStorage });
  for (const text of ['null', '5', '"text"', '{']) {
    storedItems.set(RENEWAL_COUNTS_STORAGE_KEY, text);
    t.equal(countRenewals('a'), 0, text);
    recordRenewal('a', 2);
    t.equal(countRenewals('a'), 2, text);
  }
});
