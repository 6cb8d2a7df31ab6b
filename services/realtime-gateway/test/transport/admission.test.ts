import t from 'tap';
import { Admission } from '../../src/transport/admission.ts';

t.test(
  'a connection is refused if the gateway is full or not ready, or if too many connections arrive within a second',
  async (t) => {
    const admission = new Admission({ connections: 10, connectsPerSecond: 2 });
    t.equal(admission.check(0, false, 0), 'NOT_READY');
    t.equal(admission.check(0, true, 10), 'OVER_CAPACITY');
    t.equal(admission.check(100, true, 0), undefined);
    t.equal(admission.check(200, true, 1), undefined);
    t.equal(admission.check(300, true, 2), 'OVER_CAPACITY');
    t.equal(admission.check(1_000, true, 2), undefined, 'the next second has its own limit');
  },
);
