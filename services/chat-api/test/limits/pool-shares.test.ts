import { connect } from 'node:net';
import { eventually } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { startApi, type TestApi } from '../support/start-api.ts';

/**
 * Runs `work` while another transaction holds the lock that `lockSql` takes. Releases the lock when `work` is done.
 * Passes to `work` a function that counts the searches that wait for the lock.
 */
async function runWhileLocked(
  t: Test,
  api: TestApi,
  lockSql: string,
  work: (countWaitingSearches: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const db = createDatabase({ url: api.databaseUrl, poolSize: 1 });
  t.teardown(() => db.close());
  await db.transaction(async (tx) => {
    await tx.$executeRawUnsafe(lockSql);
    await work(async () => {
      // By default, a transaction sees the same activity until it ends.
      await tx.$queryRaw`SELECT pg_stat_clear_snapshot()::text`;
      const [row] = await tx.$queryRaw<{ count: number }[]>`
        SELECT count(*)::integer AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%search_messages(%'`;
      return row?.count ?? 0;
    });
  });
}

t.test('many requests from one user do not exhaust the connection pool', async (t) => {
  const api = await startApi(t, { MESSAGES_PER_SECOND_PER_USER: '10000' });
  const ada = await api.user();
  const bob = await api.user();
  const newRoomBody = { room_type: 'group', name: 'Choir', member_ids: [] };
  const roomId = (await ada.rest('POST', '/chat/rooms', newRoomBody)).body.data.id;
  const sendMessage = (content: string) => ada.rest('POST', `/chat/rooms/${roomId}/messages`, { content });
  const sentMessages = await Promise.all(
    Array.from({ length: 4 }, async () => (await sendMessage('hello')).body.data),
  );

  /**
   * Asserts that the API answers short requests from another user, although the other requests wait for a lock. Without
   * a free pool connection, they would fail after 3 s.
   */
  const assertResponsesForOtherUser = async (t: Test) => {
    const responses = await Promise.all([1, 2, 3].map(() => bob.rest('GET', '/auth/me')));
    t.same(
      responses.map(({ status }) => status),
      [200, 200, 200],
    );
  };

  t.test('changes to one busy room wait without using up the connection pool', async (t) => {
    const pendingChangeRequests: Promise<{ status: number }>[] = [];
    await runWhileLocked(t, api, `SELECT FROM rooms WHERE id = '${roomId}' FOR UPDATE`, async () => {
      // More changes than the pool has connections. Those that wait for their share longer than 5 s would fail.
      for (let n = 0; n < 6; n += 1) {
        const { id } = sentMessages[n % sentMessages.length];
        pendingChangeRequests.push(ada.rest('PATCH', `/chat/messages/${id}`, { content: `@ edit ${n}` }));
        pendingChangeRequests.push(ada.rest('PUT', `/chat/messages/${id}/reactions/%F0%9F%91%8D`));
        pendingChangeRequests.push(ada.rest('PATCH', `/chat/rooms/${roomId}`, { name: `Choir ${n}` }));
      }
      await assertResponsesForOtherUser(t);
    });
    const statuses = new Set((await Promise.all(pendingChangeRequests)).map(({ status }) => status));
    t.same([...statuses], [200], 'every change is made afterwards');
  });

  t.test(
    'LIM-9: one user’s list requests leave pool connections free, and requests above the limit get 429',
    async (t) => {
      const pendingListRequests: Promise<{ status: number; headers: Headers }>[] = [];
      await runWhileLocked(t, api, 'LOCK TABLE room_events IN ACCESS EXCLUSIVE MODE', async () => {
        for (let n = 0; n < 60; n += 1) {
          pendingListRequests.push(ada.rest('GET', `/chat/rooms/${roomId}/events?after=0&limit=1000`));
        }
        await assertResponsesForOtherUser(t);
      });
      const responses = await Promise.all(pendingListRequests);
      const refusedResponses = responses.filter(({ status }) => status === 429);
      t.ok(
        refusedResponses.length >= 20 && refusedResponses.length < 60,
        `${refusedResponses.length} of 60 refused`,
      );
      t.ok(refusedResponses.every(({ headers }) => Number(headers.get('retry-after')) >= 1));
      t.ok(responses.every(({ status }) => status === 200 || status === 429));
      t.equal(
        (await ada.rest('GET', `/chat/rooms/${roomId}/events?after=0`)).status,
        200,
        'slots are free again',
      );
    },
  );

  t.test('LIM-9: one user’s searches share one pool connection and time out after 2 s', async (t) => {
    const pendingSearchRequests: Promise<{ status: number }>[] = [];
    await runWhileLocked(
      t,
      api,
      'LOCK TABLE messages IN ACCESS EXCLUSIVE MODE',
      async (countWaitingSearches) => {
        for (let n = 0; n < 10; n += 1) pendingSearchRequests.push(ada.rest('GET', '/chat/search?q=hello'));
        const [firstSearchRequest, lastSearchRequest] = [
          pendingSearchRequests[0],
          pendingSearchRequests.at(-1),
        ];
        let hasFirstSearchEnded = false;
        firstSearchRequest?.finally(() => {
          hasFirstSearchEnded = true;
        });
        const waitingCounts: number[] = [];
        const waitForFirstSearch = eventually('the end of the first search', async () => {
          waitingCounts.push(await countWaitingSearches());
          return hasFirstSearchEnded;
        });
        await assertResponsesForOtherUser(t);
        t.match(await lastSearchRequest, { status: 429 });
        await waitForFirstSearch;
        t.match(await firstSearchRequest, { status: 503 }, 'the first one ends by its timeout');
        t.equal(Math.max(...waitingCounts), 1, 'only one connection waits for the lock');
      },
    );
    await Promise.all(pendingSearchRequests);
    t.equal((await ada.rest('GET', '/chat/search?q=hello')).status, 200, 'the slot is free again');
  });

  t.test('a list request whose client disconnects frees its slot', async (t) => {
    await runWhileLocked(t, api, 'LOCK TABLE room_events IN ACCESS EXCLUSIVE MODE', async () => {
      const requestSockets = Array.from({ length: 20 }, () => {
        const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
        socket.write(
          `GET /api/v1/chat/rooms/${roomId}/events?after=0 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ada.token}\r\n\r\n`,
        );
        return socket;
      });
      const requestsInFlightGauge = api.deps.metrics.getSingleMetric('kcs_http_requests_in_flight');
      const createRequestsInFlightCheck = (count: number) => async () =>
        (await requestsInFlightGauge?.get())?.values[0]?.value === count;
      await eventually('all lists have arrived', createRequestsInFlightCheck(requestSockets.length));
      for (const socket of requestSockets) socket.destroy();
      await eventually('the server notices that the clients are gone', createRequestsInFlightCheck(0));
    });
    t.equal((await ada.rest('GET', `/chat/rooms/${roomId}/events?after=0`)).status, 200);
  });
});
