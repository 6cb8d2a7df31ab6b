import t from 'tap';
import { parseSignal } from '../../src/meetings/signal.ts';

const connections = { connection: 'mine', peer: 'yours' };

t.test('well-formed signals are read, and unknown fields are dropped', async (t) => {
  for (const content of [
    { kind: 'hello' },
    { kind: 'offer', number: 1, sdp: 'v=0' },
    { kind: 'answer', number: 1, sdp: 'v=0' },
    { kind: 'candidates', candidates: [{ candidate: 'candidate:1' }] },
  ])
    t.same(parseSignal({ ...content, ...connections, other: 1 }), { ...content, ...connections });
  t.match(parseSignal({ kind: 'hello', connection: 'mine' }), { peer: null });
});

t.test('malformed signals are ignored', async (t) => {
  for (const malformed of [
    {},
    { kind: 'hello' },
    { kind: 'hello', connection: '' },
    { kind: 'hello', connection: 'x'.repeat(65) },
    { kind: 'hello', connection: 'mine', peer: 7 },
    { kind: 'unknown', ...connections },
    { kind: 'offer', sdp: 'v=0', ...connections },
    { kind: 'offer', number: 1.5, sdp: 'v=0', ...connections },
    { kind: 'answer', number: 1, sdp: null, ...connections },
    { kind: 'candidates', ...connections },
    { kind: 'candidates', candidates: [null], ...connections },
    { kind: 'candidates', candidates: Array.from({ length: 51 }, () => ({})), ...connections },
  ])
    t.equal(parseSignal(malformed), undefined, JSON.stringify(malformed).slice(0, 80));
});
