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
    const outage = new OutageLog(logger, 'Fetching events');
    outage.succeeded();
    t.notOk(outage.failing);
    for (let attempt = 0; attempt < 3; attempt += 1) outage.failed(new Error('away'));
    t.ok(outage.failing);
    outage.succeeded();
    outage.succeeded();
    t.notOk(outage.failing);
    t.same(loggedMessages, [
      'warn Fetching events failed. Retrying.',
      'info Fetching events is working again',
    ]);
  },
);
