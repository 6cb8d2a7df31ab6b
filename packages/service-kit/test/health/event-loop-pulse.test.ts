import t from 'tap';
import { EventLoopPulse } from '../../src/health/event-loop-pulse.ts';

t.test(
  'after a block of more than 5 s, the event loop counts as blocked until the next punctual tick',
  async (t) => {
    let nowMs = 0;
    const eventLoopPulse = new EventLoopPulse(() => nowMs);
    eventLoopPulse.tick();
    nowMs = 5_900;
    t.equal(eventLoopPulse.describeBlockedLoop(), undefined, 'less than five seconds late');
    nowMs = 7_000;
    t.match(eventLoopPulse.describeBlockedLoop(), /blocked for 6000 ms/, 'while the tick is late');
    eventLoopPulse.tick();
    t.match(eventLoopPulse.describeBlockedLoop(), /blocked/, 'after the late tick');
    nowMs = 8_000;
    eventLoopPulse.tick();
    t.equal(eventLoopPulse.describeBlockedLoop(), undefined);
  },
);
