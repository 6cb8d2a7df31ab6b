import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { type EngineIoRequestHandlers, guardHandshakes } from '../../src/transport/handshake-guard.ts';
import { createIntegerRange } from '../support/range.ts';

const POLLING_PATH = '/socket.io/?EIO=4&transport=polling&sid=known';
const MAX_INCOMPLETE_REQUEST_BODIES = 512;

t.test(
  'the number of polling requests with an incomplete body is limited, and slow requests are closed',
  async (t) => {
    const httpServer = createServer({ requestTimeout: 1_000, connectionsCheckingInterval: 200 });
    // A stand-in for Engine.IO. Like Engine.IO, it answers a request only after the complete body has arrived.
    const engineStandIn = {
      prepare: (request: object) =>
        Object.assign(request, { _query: { sid: 'known', transport: 'polling' } }),
      handleRequest: (request, response) => void request.resume().on('end', () => response.end('ok')),
      handleUpgrade: () => {},
    } satisfies EngineIoRequestHandlers;
    guardHandshakes(httpServer, {
      engine: engineStandIn,
      createOriginCheck: () => true,
      refuse: () => undefined,
    });
    await once(httpServer.listen(0, '127.0.0.1'), 'listening');
    t.teardown(() => httpServer.close());
    const { port } = httpServer.address() as AddressInfo;
    const sendPollingPost = () =>
      fetch(`http://127.0.0.1:${port}${POLLING_PATH}`, { method: 'POST', body: '2' });
    t.equal((await sendPollingPost()).status, 200);

    let startedRequestCount = 0;
    httpServer.on('request', () => {
      startedRequestCount += 1;
    });
    const slowSockets = createIntegerRange(1, MAX_INCOMPLETE_REQUEST_BODIES).map(() => {
      const slowSocket = connect(port, '127.0.0.1');
      slowSocket.on('error', () => {}).resume();
      slowSocket.write(`POST ${POLLING_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx`);
      return slowSocket;
    });
    await eventually('the slow requests', () => startedRequestCount === MAX_INCOMPLETE_REQUEST_BODIES);
    const refusedResponse = await sendPollingPost();
    t.equal(refusedResponse.status, 503);
    t.match(refusedResponse.headers.get('retry-after'), /^[1-5]$/);
    t.match(await refusedResponse.json(), { error: { code: 'OVER_CAPACITY' } });
    t.equal(
      (await fetch(`http://127.0.0.1:${port}${POLLING_PATH}`)).status,
      200,
      'a request without a body is served',
    );

    await Promise.all(slowSockets.map((socket) => socket.closed || once(socket, 'close')));
    t.equal((await sendPollingPost()).status, 200, 'after the slow requests were closed');
  },
);
