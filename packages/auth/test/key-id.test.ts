import t from 'tap';
import { isExternalKeyId, isKeyId } from '../src/key-id.ts';

t.test(
  'key ids must be short and printable, and our own key ids must not contain special characters',
  async (t) => {
    for (const kid of ['k1', '2026-01_a.b']) t.ok(isKeyId(kid) && isExternalKeyId(kid));
    t.ok(isExternalKeyId('abc+/='));
    for (const kid of ['', 'a/b', 'k'.repeat(65), 7, null, 'k1\n']) t.notOk(isKeyId(kid));
    for (const kid of ['', 'a b', 'k'.repeat(257), 'ü', {}]) t.notOk(isExternalKeyId(kid));
  },
);
