import t from 'tap';
import { Ledger } from '../../src/judge/ledger.ts';

t.test('the ledger attributes each observation to the fault that was injected last', async (t) => {
  const ledger = new Ledger();
  ledger.begin('first');
  ledger.acknowledge({ roomId: 'R', clientMsgId: 'a', stored: { id: 'm', seq: 7 } });
  ledger.acknowledgeChange({ roomId: 'R', change: 'renamed to X' });
  ledger.begin('second');
  ledger.countIrregularity('plain', 'repeated', 'x');
  ledger.begin('first');
  ledger.countIrregularity('library', 'out of order', 'y');
  const [first, second] = ['first', 'second'].map((fault) => ledger.rowOf(fault));
  t.match(first, { times: 2, acknowledged: 1, library: { outOfOrder: 1 }, plain: { repeated: 0 } });
  t.match(second, { times: 1, acknowledged: 0, plain: { repeated: 1 } });
  t.equal(ledger.details.length, 2);
  t.equal(ledger.acknowledgedHead('R'), 7);
  t.equal(ledger.acknowledgedHead('S'), 0);
  t.equal(ledger.takeAcknowledged().length, 1);
  t.equal(ledger.takeAcknowledged().length, 0);
  t.same(ledger.takeAcknowledgedChanges(), [{ roomId: 'R', change: 'renamed to X', during: 'first' }]);
  t.same(ledger.takeAcknowledgedChanges(), []);
});

t.test('the ledger keeps the first 50 details and drops all further ones', async (t) => {
  const ledger = new Ledger();
  for (let n = 0; n < 60; n++) ledger.note(`detail ${n}`);
  t.equal(ledger.details.length, 50);
});
