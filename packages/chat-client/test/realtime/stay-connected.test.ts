import type { TestContext } from '@kcs/testkit';
import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import type { Link, LinkEnd, ServerEvent } from '../../src/realtime/link.ts';
import { stayConnected } from '../../src/realtime/stay-connected.ts';
import { Stop } from '../../src/time/stop.ts';
import { VirtualTime } from '../support/virtual-time.ts';

/** One connection, as the simulated server sees it. */
interface ServerSideLink {
  readonly token: string;
  readonly requests: [string, unknown][];
  emit(event: ServerEvent): void;
  end(end: LinkEnd): void;
}

/** Starts `stayConnected` in virtual time. `respond` decides the outcome of each attempt to connect. */
function startTestConnection(
  t: TestContext,
  respond: (attempt: number) => ApiError | 'open' = () => 'open',
  seed = 1,
) {
  const virtualTime = new VirtualTime(seed);
  const connectionStop = new Stop();
  t.teardown(connectionStop.stop);
  const connectionLog: string[] = [];
  const serverSideLinks: ServerSideLink[] = [];
  const serverState = { isSilent: false };
  let attemptCount = 0;
  let newestTokenNumber = 1;
  const connection = stayConnected(
    {
      time: virtualTime,
      stopped: connectionStop,
      tokens: {
        token: async () => `t${newestTokenNumber}`,
        renew: async (refused) => {
          if (refused === `t${newestTokenNumber}`) newestTokenNumber += 1;
          return `t${newestTokenNumber}`;
        },
      },
      openLink: async (token, onEvent) => {
        attemptCount += 1;
        const attemptOutcome = respond(attemptCount);
        if (attemptOutcome !== 'open') throw attemptOutcome;
        let endLink: (end: LinkEnd) => void = () => undefined;
        const linkEndPromise = new Promise<LinkEnd>((resolve) => {
          endLink = resolve;
        });
        const serverSideLink: ServerSideLink = { token, emit: onEvent, end: endLink, requests: [] };
        serverSideLinks.push(serverSideLink);
        return {
          isOpen: true,
          closed: linkEndPromise,
          request: async (event: string, payload: unknown) => {
            serverSideLink.requests.push([event, payload]);
            if (serverState.isSilent) await linkEndPromise;
          },
          emit: () => undefined,
          close: () => endLink({ kind: 'closed' }),
        } as unknown as Link;
      },
    },
    {
      onEvent: ({ name }) => connectionLog.push(name),
      onConnected: () => connectionLog.push('up'),
      onDisconnected: (isEvicted) => connectionLog.push(isEvicted ? 'evicted' : 'down'),
      onEnded: (code) => connectionLog.push(`ended ${code}`),
    },
  );
  return {
    server: serverState,
    time: virtualTime,
    stopped: connectionStop,
    log: connectionLog,
    links: serverSideLinks,
    connection,
    attempts: () => attemptCount,
  };
}

t.test('END-6: each token that is about to expire is renewed without closing the connection', async (t) => {
  const { time, links, log } = startTestConnection(t);
  await time.run(0);
  links[0]?.emit({ name: 'auth-expiring', payload: { expiresAt: '' } });
  await time.run(0);
  t.same(links[0]?.requests, [['refresh-auth', { token: 't2' }]]);
  links[0]?.emit({ name: 'auth-expiring', payload: { expiresAt: '' } });
  await time.run(0);
  t.same(links[0]?.requests.at(-1), ['refresh-auth', { token: 't3' }]);
  t.same(log, ['up', 'auth-expiring', 'auth-expiring']);
});

t.test(
  'END-9: a client leaves a draining server within the time that the server names, and reconnects at once',
  async (t) => {
    const { time, links, log } = startTestConnection(t);
    await time.run(0);
    links[0]?.emit({ name: 'server-draining', payload: { reconnectInMs: 5_000 } });
    await time.run(0);
    t.equal(links.length, 1, 'not at once, because every client receives the same event');
    await time.run(5_000);
    t.equal(links.length, 2);
    t.same(log, ['up', 'server-draining', 'down', 'up']);
  },
);

t.test('after its token has expired, a client reconnects with a new token', async (t) => {
  const { time, links } = startTestConnection(t);
  await time.run(60_000);
  links[0]?.end({ kind: 'ended', code: 'TOKEN_EXPIRED' });
  await time.run(10);
  t.same(
    links.map(({ token }) => token),
    ['t1', 't2'],
  );
});

t.test('the end of a session is reported once, and the client does not reconnect', async (t) => {
  const { time, links, log, attempts } = startTestConnection(t);
  await time.run(0);
  links[0]?.end({ kind: 'ended', code: 'DEACTIVATED' });
  await time.run(600_000);
  t.same(log, ['up', 'ended DEACTIVATED']);
  t.equal(attempts(), 1);
});

t.test('a client reconnects even after the server was down for an hour', async (t) => {
  let isServerUp = false;
  const { time, links, attempts } = startTestConnection(t, () =>
    isServerUp ? 'open' : createUnreachableError(),
  );
  await time.run(3_600_000);
  t.ok(attempts() > 200 && attempts() < 800, `${attempts()} attempts`);
  isServerUp = true;
  await time.run(15_000);
  t.equal(links.length, 1);
});

t.test('a token that the server refuses is renewed for the next attempt to connect', async (t) => {
  const refusalError = new ApiError('UNAUTHENTICATED', 'no');
  const { time, links } = startTestConnection(t, (attempt) => (attempt === 1 ? refusalError : 'open'));
  await time.run(10);
  t.same(
    links.map(({ token }) => token),
    ['t2'],
  );
});

t.test('waking a client ends its wait for the next attempt to connect', async (t) => {
  let isServerUp = false;
  const { time, links, connection } = startTestConnection(t, () =>
    isServerUp ? 'open' : createUnreachableError(),
  );
  await time.run(600_000);
  isServerUp = true;
  connection.wake();
  await time.run(0);
  t.equal(links.length, 1);
});

t.test('stopping a client closes its connection and ends all waits', async (t) => {
  const { time, stopped, links, attempts } = startTestConnection(t);
  await time.run(0);
  stopped.stop();
  await time.run(600_000);
  t.equal(attempts(), 1);
  t.equal(links.length, 1);
});

for (const sign of ['wake', 'probe'] as const) {
  t.test(`${sign} replaces a connection within five seconds if the server is silent`, async (t) => {
    const { time, links, connection, server } = startTestConnection(t);
    await time.run(60_000);
    server.isSilent = true;
    connection[sign]();
    connection[sign]();
    await time.run(5_000);
    t.equal(links.length, 2);
    t.equal(links[0]?.requests.length, 1, 'one probe at a time');
  });

  t.test(`${sign}() leaves the connection open if the server answers`, async (t) => {
    const { time, links, connection, log } = startTestConnection(t);
    await time.run(60_000);
    connection[sign]();
    await time.run(60_000);
    t.equal(links.length, 1);
    t.same(log, ['up']);
  });
}

t.test('a client that loses its network is disconnected at once', async (t) => {
  const { time, connection, log } = startTestConnection(t, (attempt) =>
    attempt === 1 ? 'open' : createUnreachableError(),
  );
  await time.run(60_000);
  connection.drop();
  await time.run(0);
  t.same(log.slice(0, 2), ['up', 'down']);
});
t.test(
  'END-9: clients that a draining server disconnects reconnect at random moments within the named time',
  async (t) => {
    const reconnectDelaysMs: number[] = [];
    for (let seed = 1; seed <= 200; seed += 1) {
      const { time, links, stopped } = startTestConnection(t, undefined, seed * 7_919);
      await time.run(0);
      links[0]?.emit({ name: 'server-draining', payload: { reconnectInMs: 5_000 } });
      await time.run(50);
      links[0]?.end({ kind: 'lost' });
      let waitedMs = 50;
      for (; links.length === 1 && waitedMs < 10_000; waitedMs += 50) await time.run(50);
      reconnectDelaysMs.push(waitedMs);
      stopped.stop();
    }
    for (const quarter of [0, 1, 2, 3]) {
      const reconnectCountInQuarter = reconnectDelaysMs.filter(
        (at) => Math.floor((at - 51) / 1_250) === quarter,
      ).length;
      t.ok(
        reconnectCountInQuarter >= 25 && reconnectCountInQuarter <= 75,
        `${reconnectCountInQuarter} of 200 return in quarter ${quarter + 1}`,
      );
    }
  },
);

t.test(
  'END-11: an evicted client stays disconnected until it is woken or several minutes have passed',
  async (t) => {
    for (const code of ['TOO_MANY_SOCKETS', 'EVICTION_LOOP', 'NEWER_THAN_US']) {
      const { time, links, log, connection } = startTestConnection(t);
      await time.run(60_000);
      links[0]?.emit({ name: 'socket-evicted', payload: { code } });
      links[0]?.end({ kind: 'lost' });
      await time.run(10 * 60_000);
      t.equal(links.length, 1);
      t.equal(log.at(-1), 'evicted');
      connection.wakeUnlessEvicted();
      await time.run(0);
      t.equal(links.length, 1);
      connection.wake();
      await time.run(0);
      t.equal(links.length, 2);
      links[1]?.emit({ name: 'socket-evicted', payload: { code } });
      links[1]?.end({ kind: 'lost' });
      await time.run(15 * 60_000);
      t.equal(links.length, 3);
    }
  },
);
