import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createClient } from 'redis';
import t from 'tap';
import { FORWARDING_HEADER, signForwardedRequest } from '../../src/forwarding/forwarding-signature.ts';
import { parseDirectoryEntry } from '../../src/forwarding/gateway-address.ts';
import { startGateway } from '../support/gateway.ts';
import { startNatsAndRedis } from '../support/servers.ts';
import { startServicesStandIn } from '../support/services-stand-in.ts';

const HANDSHAKE_PATH = '/socket.io/?EIO=4&transport=polling';

t.test('the port for other gateways', async (t) => {
  const key = randomBytes(32).toString('hex');
  const servers = await startNatsAndRedis(t);
  await startServicesStandIn(t, servers.nats);
  const gateway = await startGateway(t, servers, { FORWARDING_KEY: key });
  const redis = await createClient({
    url: servers.redis.envOf('realtime-gateway').REDIS_URL as string,
  }).connect();
  t.teardown(() => redis.destroy());
  const [entry] = await redis.zRangeByScore('kcs:gateways', '-inf', '+inf');
  const { host, port } = parseDirectoryEntry(entry)?.[1] ?? {};
  const internalUrl = `http://${host}:${port}`;

  const openSession = async () => {
    const response = await fetch(gateway.url + HANDSHAKE_PATH);
    return JSON.parse((await response.text()).slice(1)).sid as string;
  };
  const openPoll = (sid: string, pollId: string) => {
    const path = `${HANDSHAKE_PATH}&sid=${sid}&t=${pollId}`;
    const header = signForwardedRequest(key, { method: 'GET', path, sessionId: sid }, Date.now());
    const poll = request(internalUrl + path, { agent: false, headers: { [FORWARDING_HEADER]: header } });
    poll.on('error', () => {});
    poll.end();
    return poll;
  };
  const readAnswer = async (poll: ReturnType<typeof openPoll>) => {
    const [response] = (await once(poll, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: response.statusCode, text };
  };
  const readStatus = async (poll: ReturnType<typeof openPoll>) => {
    const [response] = await once(poll, 'response');
    response.resume();
    return response.statusCode;
  };
  /** Resolves after the gateway has handled the request. Later requests on other connections have then been answered. */
  const waitForArrival = async (poll: ReturnType<typeof openPoll>) => {
    await once(poll, 'finish');
    await waitForOtherRequests();
  };
  const waitForOtherRequests = async () => {
    for (let n = 0; n < 3; n += 1) await (await fetch(internalUrl + HANDSHAKE_PATH)).text();
  };
  /** Makes the gateway answer the waiting poll. */
  const causeAnswer = (sid: string) =>
    fetch(`${gateway.url}${HANDSHAKE_PATH}&sid=${sid}`, { method: 'POST', body: '40/unknown,' });

  t.test('refuses requests and upgrades that no gateway has signed', async (t) => {
    const path = `${HANDSHAKE_PATH}&sid=${await openSession()}`;
    for (const header of [
      '',
      'x',
      signForwardedRequest(key, { method: 'GET', path, sessionId: 'x' }, Date.now()),
    ])
      for (const method of ['GET', 'POST', 'DELETE']) {
        const response = await fetch(internalUrl + path, {
          method,
          headers: { [FORWARDING_HEADER]: header },
        });
        t.equal(response.status, 403, `${method} ${header}`);
      }
    t.equal((await fetch(internalUrl + HANDSHAKE_PATH)).status, 403, 'it opens no sessions');
  });

  t.test('the public port ignores the header of forwarded requests', async (t) => {
    const path = `${HANDSHAKE_PATH}&sid=${await openSession()}`;
    const header = signForwardedRequest(key, { method: 'DELETE', path, sessionId: 'x' }, Date.now());
    const response = await fetch(gateway.url + path, {
      method: 'DELETE',
      headers: { [FORWARDING_HEADER]: header },
    });
    t.equal(response.status, 405);
  });

  t.test('a poll that was cut before its answer can be repeated, and the session continues', async (t) => {
    const sid = await openSession();
    const cutPoll = openPoll(sid, 'a');
    await waitForArrival(cutPoll);
    cutPoll.destroy();
    await new Promise((resolve) => cutPoll.once('close', resolve));
    await waitForOtherRequests();
    const repeatedPoll = openPoll(sid, 'a');
    const pendingStatus = readStatus(repeatedPoll);
    await waitForArrival(repeatedPoll);
    t.equal((await causeAnswer(sid)).status, 200);
    t.equal(await pendingStatus, 200);
  });

  t.test(
    'a poll that is repeated after its answer gets the same answer, and the session continues',
    async (t) => {
      const sid = await openSession();
      const pendingAnswer = readAnswer(openPoll(sid, 'a'));
      await causeAnswer(sid);
      const answer = await pendingAnswer;
      t.equal(answer.status, 200);
      t.same(await readAnswer(openPoll(sid, 'a')), answer);
      const repeatedDirectly = await fetch(`${gateway.url}${HANDSHAKE_PATH}&sid=${sid}&t=a`);
      t.equal(await repeatedDirectly.text(), answer.text);
      const nextAnswer = readAnswer(openPoll(sid, 'b'));
      await causeAnswer(sid);
      t.equal((await nextAnswer).status, 200);
    },
  );

  t.test('refuses a request or an upgrade whose signature was used before', async (t) => {
    const path = `${HANDSHAKE_PATH}&sid=${await openSession()}`;
    const sessionId = path.slice(path.indexOf('sid=') + 'sid='.length);
    for (const upgradeHeaders of [undefined, { connection: 'Upgrade', upgrade: 'websocket' }]) {
      const method = upgradeHeaders === undefined ? 'POST' : 'GET';
      const header = signForwardedRequest(key, { method, path, sessionId }, Date.now());
      const statuses: (number | undefined)[] = [];
      for (let n = 0; n < 2; n += 1) {
        const attempt = request(internalUrl + path, {
          method,
          agent: false,
          headers: { ...upgradeHeaders, [FORWARDING_HEADER]: header },
        });
        attempt.end(method === 'POST' ? '40' : undefined);
        const [response] = (await once(attempt, 'response')) as [IncomingMessage];
        response.resume();
        statuses.push(response.statusCode);
      }
      // Engine.IO itself refuses an upgrade to the polling transport.
      t.same(statuses, upgradeHeaders === undefined ? [200, 403] : [400, 403]);
    }
  });

  t.test('does not pass a request on again', async (t) => {
    const other = await startGateway(t, servers, { FORWARDING_KEY: key });
    const handshake = await (await fetch(other.url + HANDSHAKE_PATH)).text();
    const foreignSid = JSON.parse(handshake.slice(1)).sid as string;
    t.same(await readAnswer(openPoll(foreignSid, 'a')), {
      status: 400,
      text: '{"code":1,"message":"Session ID unknown"}',
    });
    t.equal(await gateway.metric('forwarded_total'), 0);
    await other.stop();
  });
});
