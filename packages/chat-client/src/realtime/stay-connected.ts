import { type ApiError, asApiError } from '../api/api-error.ts';
import type { TokenSource } from '../session/token-source.ts';
import { retrying } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { Link, LinkEnd, OpenLink, Told } from './link.ts';
import { nextStep, noFailures, type Outcome } from './next-step.ts';

interface Listeners {
  hear(told: Told): void;
  onUp(link: Link): void;
  /** The connection is lost, or an attempt at one failed; it comes back by itself. */
  onDown(): void;
  /** The session is over; `code` says why. */
  onEnded(code: string): void;
}

interface Deps {
  readonly openLink: OpenLink;
  readonly tokens: TokenSource;
  readonly time: Time;
  readonly stopped: Stop;
}

export interface Connection {
  /** The network or the user is back: what is being waited for is tried now. */
  wake(): void;
}

/** Keeps a link open for as long as the session lives and `stopped` has not fired. Never gives up. */
export function stayConnected(deps: Deps, listeners: Listeners): Connection {
  let pause = new Stop();
  void run(deps, listeners, async (ms) => {
    pause = new Stop(deps.stopped);
    await deps.time.sleep(ms, pause);
    pause.stop();
  });
  return { wake: () => pause.stop() };
}

async function run(
  { openLink, tokens, time, stopped }: Deps,
  { hear, onUp, onDown, onEnded }: Listeners,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  let tally = noFailures;
  let token = '';
  let renew = false;

  const nextToken = async () => {
    try {
      token = renew ? await tokens.renewed(token) : await tokens.token();
      return undefined;
    } catch (thrown) {
      const error = asApiError(thrown);
      // Whoever can have no token any more has no session, whatever the server would say.
      return error.code === 'UNAUTHENTICATED' ? over({ kind: 'ended', code: error.code }, 0) : failed(error);
    }
  };

  const extend = async (link: Link) => {
    try {
      const fresh = await retrying(() => tokens.renewed(token), time, stopped);
      await link.ask('refresh-auth', { token: fresh });
      token = fresh;
    } catch {
      // The server lets go when the old one expires, and that path decides.
    }
  };

  const connectOnce = async (): Promise<Outcome> => {
    const gone = new Stop();
    let link: Link | undefined;
    const take = (told: Told) => {
      hear(told);
      if (link && told.name === 'auth-expiring') void extend(link);
      if (told.name === 'server-draining') {
        const leave = time.sleep(time.random() * told.payload.reconnectInMs, gone);
        void leave.then(() => link?.close());
      }
    };
    try {
      link = await openLink(token, take, stopped);
    } catch (thrown) {
      return failed(asApiError(thrown));
    }
    const openedAt = time.now();
    const release = stopped.onStop(link.close);
    onUp(link);
    const end = await link.closed;
    gone.stop();
    release();
    return over(end, time.now() - openedAt);
  };

  while (!stopped.isOver) {
    const outcome = (await nextToken()) ?? (await connectOnce());
    if (stopped.isOver) return;
    const step = nextStep(outcome, tally, time.now(), time.random());
    if (step.kind === 'end') return onEnded(step.code);
    onDown();
    ({ tally, renew } = step);
    await sleep(step.afterMs);
  }
}

const failed = (error: ApiError): Outcome => ({ kind: 'failed', error });
const over = (end: LinkEnd, lastedMs: number): Outcome => ({ kind: 'over', end, lastedMs });
