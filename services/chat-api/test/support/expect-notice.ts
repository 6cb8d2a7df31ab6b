import type { NOTICES } from '@kcs/contracts';
import { subscribeToNotice, withTimeout } from '@kcs/service-kit';
import type { Test } from 'tap';
import type { Static } from 'typebox';
import type { startApi } from './start-api.ts';

type NoticeContract = (typeof NOTICES)[keyof typeof NOTICES];

const NOTICE_TIMEOUT_MS = 10_000;

/**
 * Subscribes to a notice and waits until the NATS server has received the subscription. Then returns the promise
 * `notice`, which resolves with the payload of the first notice for which `fits` returns true, and rejects if none
 * arrives within 10 s.
 */
export async function expectNotice<N extends NoticeContract>(
  t: Test,
  { bus, deps }: Awaited<ReturnType<typeof startApi>>,
  notice: N,
  fits: (payload: Static<N['payload']>) => boolean = () => true,
): Promise<{ notice: Promise<Static<N['payload']>> }> {
  const noticePromise = new Promise<Static<N['payload']>>((resolve) => {
    const onNotice = (payload: Static<N['payload']>) => {
      if (fits(payload)) resolve(payload);
    };
    const subscription = subscribeToNotice(bus, notice, onNotice, deps.logger);
    t.teardown(() => subscription.stop());
  });
  await bus.flush();
  return {
    notice: withTimeout(
      noticePromise,
      NOTICE_TIMEOUT_MS,
      () => new Error(`No matching notice arrived on ${notice.subject}.`),
    ),
  };
}
