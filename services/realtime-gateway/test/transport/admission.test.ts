import t from 'tap';
import { ConnectionAdmission } from '../../src/transport/admission.ts';

t.test(
  'a connection is refused if the gateway is full or not ready, or if too many connections arrive within a second',
  async (t) => {
    const connectionAdmission = new ConnectionAdmission({ connections: 10, connectsPerSecond: 2 });
    t.equal(connectionAdmission.check(0, false, 0), 'NOT_READY');
    t.equal(connectionAdmission.check(0, true, 10), 'OVER_CAPACITY');
    t.equal(connectionAdmission.check(100, true, 0), undefined);
    t.equal(connectionAdmission.check(200, true, 1), undefined);
    t.equal(connectionAdmission.check(300, true, 2), 'OVER_CAPACITY');
    t.equal(connectionAdmission.check(1_000, true, 2), undefined, 'the next second has its own limit');
  },
);
