import t from 'tap';
import { ApiError, unreachable } from '../../src/api/api-error.ts';
import type { Link, LinkEnd, Told } from '../../src/realtime/link.ts';
import { stayConnected } from '../../src/realtime/stay-connected.ts';
import { Stop } from '../../src/time/stop.ts';
import { VirtualTime } from '../support/virtual-time.ts';

/** One connection as a test holds it. */
interface Held {
  readonly token: string;
  readonly asked: [string, unknown][];
  hear(told: Told): void;
  end(end: LinkEnd): void;
}

function start(
  t: { teardown(end: () => unknown): unknown },
  answer: (attempt: number) => ApiError | 'open' = () => 'open',
) {
  const time = new VirtualTime(1);
  const stopped = new Stop();
  t.teardown(stopped.stop);
  const story: string[] = [];
  const links: Held[] = [];
  let attempts = 0;
  let newest = 1;
  const connection = stayConnected(
    {
      time,
      stopped,
      tokens: {
        token: async () => `t${newest}`,
        renewed: async (refused) => {
          if (refused === `t${newest}`) newest += 1;
          return `t${newest}`;
        },
      },
      openLink: async (token, hear) => {
        attempts += 1;
        const outcome = answer(attempts);
        if (outcome !== 'open') throw outcome;
        let end: (end: LinkEnd) => void = () => undefined;
        const closed = new Promise<LinkEnd>((resolve) => {
          end = resolve;
        });
        const held: Held = { token, hear, end, asked: [] };
        links.push(held);
        return {
          isOpen: true,
          closed,
          ask: async (event: string, payload: unknown) => void held.asked.push([event, payload]),
          tell: () => undefined,
          close: () => end({ kind: 'closed' }),
        } as unknown as Link;
      },
    },
    {
      hear: ({ name }) => story.push(name),
      onUp: () => story.push('up'),
      onDown: () => story.push('down'),
      onEnded: (code) => story.push(`ended ${code}`),
    },
  );
  return { time, stopped, story, links, connection, attempts: () => attempts };
}

t.test('a token that is about to expire is renewed on the living connection', async (t) => {
  const { time, links, story } = start(t);
  await time.run(0);
  links[0]?.hear({ name: 'auth-expiring', payload: { expiresAt: '' } });
  await time.run(0);
  t.same(links[0]?.asked, [['refresh-auth', { token: 't2' }]]);
  t.same(story, ['up', 'auth-expiring']);
});

t.test(
  'a draining server is left within the time it names, and another connection opened at once',
  async (t) => {
    const { time, links, story } = start(t);
    await time.run(0);
    links[0]?.hear({ name: 'server-draining', payload: { reconnectInMs: 5_000 } });
    await time.run(0);
    t.equal(links.length, 1, 'not at once: everybody else is told too');
    await time.run(5_000);
    t.equal(links.length, 2);
    t.same(story, ['up', 'server-draining', 'down', 'up']);
  },
);

t.test('an expired token is renewed and the connection comes back with it', async (t) => {
  const { time, links } = start(t);
  await time.run(60_000);
  links[0]?.end({ kind: 'ended', code: 'TOKEN_EXPIRED' });
  await time.run(10);
  t.same(
    links.map(({ token }) => token),
    ['t1', 't2'],
  );
});

t.test('the end of the session is told once and nothing is tried any more', async (t) => {
  const { time, links, story, attempts } = start(t);
  await time.run(0);
  links[0]?.end({ kind: 'ended', code: 'DEACTIVATED' });
  await time.run(600_000);
  t.same(story, ['up', 'ended DEACTIVATED']);
  t.equal(attempts(), 1);
});

t.test('an hour without a server, then there is one', async (t) => {
  let isThere = false;
  const { time, links, attempts } = start(t, () => (isThere ? 'open' : unreachable()));
  await time.run(3_600_000);
  t.ok(attempts() > 200 && attempts() < 800, `${attempts()} attempts`);
  isThere = true;
  await time.run(15_000);
  t.equal(links.length, 1);
});

t.test('a refusal by the middleware is tried again with another token', async (t) => {
  const refusal = new ApiError('UNAUTHENTICATED', 'no');
  const { time, links } = start(t, (attempt) => (attempt === 1 ? refusal : 'open'));
  await time.run(10);
  t.same(
    links.map(({ token }) => token),
    ['t2'],
  );
});

t.test('when the network is back, nobody waits', async (t) => {
  let isThere = false;
  const { time, links, connection } = start(t, () => (isThere ? 'open' : unreachable()));
  await time.run(600_000);
  isThere = true;
  connection.wake();
  await time.run(0);
  t.equal(links.length, 1);
});

t.test('stopping closes the connection and ends all waiting', async (t) => {
  const { time, stopped, links, attempts } = start(t);
  await time.run(0);
  stopped.stop();
  await time.run(600_000);
  t.equal(attempts(), 1);
  t.equal(links.length, 1);
});
