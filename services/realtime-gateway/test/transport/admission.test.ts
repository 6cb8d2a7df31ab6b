import t from 'tap';
import { Admission } from '../../src/transport/admission.ts';

t.test(
  'connections are refused when the gateway is not ready, full, or over the limit per second',
  async (t) => {
    const admission = new Admission({ connections: 10, connectsPerSecond: 2 });
    t.equal(admission.judge(0, false, 0), 'NOT_READY');
    t.equal(admission.judge(0, true, 10), 'OVER_CAPACITY');
    t.equal(admission.judge(100, true, 0), undefined);
    t.equal(admission.judge(200, true, 1), undefined);
    t.equal(admission.judge(300, true, 2), 'OVER_CAPACITY');
    t.equal(admission.judge(1_000, true, 2), undefined, 'the next second has its own limit');
  },
);
