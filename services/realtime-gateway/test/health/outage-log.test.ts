import type { Logger } from '@kcs/service-kit';
import t from 'tap';
import { OutageLog } from '../../src/health/outage-log.ts';

t.test(
  'an outage logs one warning when it begins and one message when it ends, however many retries fail',
  async (t) => {
    const loggedMessages: string[] = [];
    const logger = {
      debug: () => {},
      warn: (_fields: object, text: string) => loggedMessages.push(`warn ${text}`),
      info: (text: string) => loggedMessages.push(`info ${text}`),
    } as unknown as Logger;
    const outageLog = new OutageLog(logger, 'Fetching events');
    outageLog.succeeded();
    t.notOk(outageLog.failing);
    for (let attempt = 0; attempt < 3; attempt += 1) outageLog.failed(new Error('away'));
    t.ok(outageLog.failing);
    outageLog.succeeded();
    outageLog.succeeded();
    t.notOk(outageLog.failing);
    t.same(loggedMessages, [
      'warn Fetching events failed. Retrying.',
      'info Fetching events is working again',
    ]);
  },
);
