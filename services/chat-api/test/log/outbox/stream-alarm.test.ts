import t from 'tap';
import { StreamAlarm } from '../../../src/log/outbox/stream-alarm.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';

function createStreamAlarmFixture() {
  let nowMs = 0;
  const { logger, messages } = createRecordingLogger();
  const advanceClock = (ms: number) => {
    nowMs += ms;
  };
  return { alarm: new StreamAlarm(logger, () => nowMs), messages, advanceClock };
}

t.test('the stream alarm logs a refusal once, and ends after 5 s without another refusal', async (t) => {
  const { alarm, messages, advanceClock } = createStreamAlarmFixture();
  alarm.checkAccepting();
  for (let i = 0; i < 3; i += 1) {
    alarm.reportRefusal('maximum bytes exceeded');
    advanceClock(4_999);
    alarm.endRefusalIfQuiet();
  }
  t.throws(() => alarm.checkAccepting(), { message: /refuses room events: maximum bytes exceeded/ });
  t.match(messages, [/Holding the events back/]);
  advanceClock(1);
  alarm.endRefusalIfQuiet();
  alarm.checkAccepting();
  t.match(messages, [/Holding the events back/, /accepts room events again/]);
  alarm.endRefusalIfQuiet();
  t.equal(messages.length, 2);
});

t.test(
  '3 s after the first missing answer, the stream counts as silent until it answers again',
  async (t) => {
    const { alarm, advanceClock } = createStreamAlarmFixture();
    alarm.reportSilence('no responders');
    advanceClock(2_999);
    alarm.reportSilence('timeout');
    alarm.checkAnswering();
    advanceClock(1);
    t.throws(() => alarm.checkAnswering(), { message: /does not answer: no responders/ });
    alarm.reportAnswer();
    alarm.checkAnswering();
    t.equal(alarm.isSilent, false);
  },
);
