import t from 'tap';
import { isForwardedRequest, signForwardedRequest } from '../../src/forwarding/forwarding-signature.ts';

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
  const laterHeader = header.replace(String(NOW), String(NOW + 1));
  t.notOk(isForwardedRequest(KEY, REQUEST, laterHeader, NOW), 'a changed time');
  for (const invalidHeader of [undefined, '', `${NOW}.`, [header, header], `${header}A`])
    t.notOk(isForwardedRequest(KEY, REQUEST, invalidHeader, NOW), String(invalidHeader));
});
