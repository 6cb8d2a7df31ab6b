import type { NotificationDocument } from '../document/document.ts';
import { prepareDocument } from '../document/prepare-document.ts';
import { createHttpTransport } from '../transports/http-transport.ts';
import { readProducerName } from '../transports/nats-creds.ts';
import { createNatsTransport } from '../transports/nats-transport.ts';
import type { Transport } from '../transports/transport.ts';
import type { PublishResult } from './publish-result.ts';
import type { Publisher, PublisherOptions, PublishOptions } from './publisher.ts';
import { createAbortedResult, sendWithRetries } from './send-with-retries.ts';
import { Slots } from './slots.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_ATTEMPT_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_IN_FLIGHT = 64;
const DEFAULT_MAX_WAITING = 10_000;
/** The longest time that a timer can measure: 24 days. A timer with a longer time fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Returns a publisher that sends notifications over NATS (with `creds`) or HTTP (with `token`). Connects when the first
 * document is published, so a program can start before KCS Chat does. Throws `TypeError` if the options are not valid.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  checkLimits(options);
  const transport = createTransport(options);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, attemptTimeoutMs = DEFAULT_ATTEMPT_TIMEOUT_MS } = options;
  const { maxInFlight = DEFAULT_MAX_IN_FLIGHT, maxWaiting = DEFAULT_MAX_WAITING } = options;
  const slots = new Slots(maxInFlight, maxWaiting);
  // Each call has a controller of its own. Node keeps some memory for each signal that depends on another one, until the
  // other one is gone, so the calls must not depend on a signal of the publisher.
  const callControllers = new Set<AbortController>();
  const pendingPublishes = new Set<Promise<PublishResult>>();
  let isClosing = false;

  async function publish(
    document: NotificationDocument,
    callController: AbortController,
    { signal: callerSignal, timeoutMs: wantedTimeoutMs = timeoutMs }: PublishOptions,
  ): Promise<PublishResult> {
    const callTimeoutMs = wantedTimeoutMs > 0 ? Math.min(wantedTimeoutMs, MAX_TIMER_MS) : 0;
    const deadline = performance.now() + callTimeoutMs;
    const verdict = prepareDocument(document);
    if (!verdict.ok) {
      const { id, code, message, details } = verdict;
      return { status: 'refused', id, code, message, details };
    }
    const { id } = verdict;
    const { signal: closeSignal } = callController;
    const signal = callerSignal ? AbortSignal.any([closeSignal, callerSignal]) : closeSignal;
    if (signal.aborted || isClosing) return createAbortedResult(id);
    const admission = slots.take(callTimeoutMs, signal);
    if (admission === undefined) return createBusyResult(id, maxWaiting);
    // If the call got no slot, its deadline has passed or it was aborted. With a deadline of 0, `sendWithRetries` makes
    // no attempt, and returns the result for whichever of the two happened.
    if (!(await admission))
      return sendWithRetries(transport, verdict, { deadline: 0, attemptTimeoutMs, signal });
    try {
      return await sendWithRetries(transport, verdict, { deadline, attemptTimeoutMs, signal });
    } finally {
      slots.release();
    }
  }

  return {
    publish: (document, publishOptions = {}) => {
      const callController = new AbortController();
      const publishPromise = publish(document, callController, publishOptions);
      callControllers.add(callController);
      pendingPublishes.add(publishPromise);
      return publishPromise.finally(() => {
        callControllers.delete(callController);
        pendingPublishes.delete(publishPromise);
      });
    },
    close: async ({ abort = false } = {}) => {
      isClosing = true;
      if (abort) for (const callController of callControllers) callController.abort();
      await Promise.allSettled(pendingPublishes);
      await transport.close();
    },
  };
}

function checkLimits({ timeoutMs, attemptTimeoutMs, maxInFlight, maxWaiting }: PublisherOptions): void {
  for (const [name, value, min] of [
    ['timeoutMs', timeoutMs, 1],
    ['attemptTimeoutMs', attemptTimeoutMs, 1],
    ['maxInFlight', maxInFlight, 1],
    ['maxWaiting', maxWaiting, 0],
  ] as const) {
    if (value !== undefined && !(value >= min))
      throw new TypeError(`"${name}" must be a number of at least ${min}.`);
  }
}

const createBusyResult = (id: string, maxWaiting: number): PublishResult => ({
  status: 'busy',
  id,
  message: `${maxWaiting} documents are waiting already. Wait for their results before you publish more.`,
});

function createTransport(options: PublisherOptions): Transport {
  const { url, creds, token } = options;
  // A program in plain JavaScript may pass an environment variable that is not set.
  const urls = typeof url === 'string' ? [url] : (url ?? []);
  if (creds !== undefined && token === undefined) {
    checkUrls(urls, ['nats:', 'tls:'], 'With "creds"');
    const getCreds = typeof creds === 'string' ? () => creds : creds;
    return createNatsTransport({ urls, producer: readProducerName(getCreds()), getCreds });
  }
  if (token !== undefined && creds === undefined) {
    checkUrls(urls, ['http:', 'https:'], 'With "token"');
    return createHttpTransport({
      url: urls[0] ?? '',
      getToken: typeof token === 'string' ? () => token : token,
    });
  }
  throw new TypeError('Pass either "creds" to publish over NATS, or "token" to publish over HTTP.');
}

function checkUrls(urls: readonly string[], protocols: readonly string[], condition: string): void {
  const hasValidUrls =
    urls.length > 0 &&
    urls.every((url) => {
      const parsedUrl = URL.canParse(url) ? new URL(url) : undefined;
      return parsedUrl !== undefined && protocols.includes(parsedUrl.protocol) && parsedUrl.hostname !== '';
    });
  if (hasValidUrls) return;
  const examples = protocols.map((protocol) => `${protocol}//host`).join(' or ');
  throw new TypeError(`${condition}, "url" must be an address like ${examples}.`);
}
