import t from 'tap';
import { EventLoopPulse } from '../../src/health/event-loop-pulse.ts';

t.test(
  'after a block of more than 5 s, the event loop counts as blocked until the next punctual tick',
  async (t) => {
    let now = 0;
    const pulse = new EventLoopPulse(() => now);
    pulse.tick();
    now = 5_900;
    t.equal(pulse.describeBlockedLoop(), undefined, 'less than five seconds late');
    now = 7_000;
    t.match(pulse.describeBlockedLoop(), /blocked for 6000 ms/, 'while the tick is late');
    pulse.tick();
    t.match(pulse.describeBlockedLoop(), /blocked/, 'after the late tick');
    now = 8_000;
    pulse.tick();
    t.equal(pulse.describeBlockedLoop(), undefined);
  },
);
