import t from 'tap';
import { isForwardedRequest, signForwardedRequest } from '../../src/forwarding/forwarding-signature.ts';
import { UsedSignatures } from '../../src/forwarding/used-signatures.ts';

const KEY = 'k'.repeat(32);
const NOW = 1_800_000_000_000;
const REQUEST = { method: 'GET', path: '/socket.io/?sid=a', sessionId: 'a' };

t.test('a signature is valid only for its request, its key, and 10 s', async (t) => {
  const header = signForwardedRequest(KEY, REQUEST, NOW);
  t.ok(isForwardedRequest(KEY, REQUEST, header, NOW));
  t.ok(isForwardedRequest(KEY, REQUEST, header, NOW + 10_000));
  t.notOk(isForwardedRequest(KEY, REQUEST, header, NOW + 10_001), 'too old');
  t.notOk(isForwardedRequest(KEY, REQUEST, header, NOW - 10_001), 'from the future');
  t.notOk(isForwardedRequest('x'.repeat(32), REQUEST, header, NOW), 'another key');
  for (const change of [{ method: 'POST' }, { path: '/socket.io/?sid=b' }, { sessionId: 'b' }])
    t.notOk(isForwardedRequest(KEY, { ...REQUEST, ...change }, header, NOW), JSON.stringify(change));
  t.not(signForwardedRequest(KEY, REQUEST, NOW), header, 'each signature is different');
  const laterHeader = header.replace(String(NOW), String(NOW + 1));
  t.notOk(isForwardedRequest(KEY, REQUEST, laterHeader, NOW), 'a changed time');
  for (const invalidHeader of [undefined, '', `${NOW}.`, [header, header], `${header}A`])
    t.notOk(isForwardedRequest(KEY, REQUEST, invalidHeader, NOW), String(invalidHeader));
});

t.test('a signature is remembered for as long as it is valid', async (t) => {
  const usedSignatures = new UsedSignatures();
  t.ok(usedSignatures.add('a', NOW));
  t.ok(usedSignatures.add('b', NOW + 20_000));
  t.ok(usedSignatures.add('c', NOW + 20_001));
  t.notOk(usedSignatures.add('b', NOW + 40_000));
  t.ok(usedSignatures.add('a', NOW + 40_002), 'a signature that has expired is forgotten');
});
