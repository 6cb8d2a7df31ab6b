import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from '@kcs/testkit';

export const adaProfile = { id: 'user_ada', name: 'Ada', email: null, user_type: 'Student' };

/**
 * Starts a server that issues the access tokens `t1`, `t2`, …. Each refresh issues the next token and invalidates the
 * previous token.
 */
export async function startAuthServer(t: TestContext, expires_in = 3_600) {
  const serverState = { newest: 1, refreshes: 0, refuses: false, requests: [] as string[] };
  const createTokenResponse = () => ({
    token: `t${serverState.newest}`,
    refresh_token: `r${serverState.newest}`,
    expires_in,
  });
  const authServer = createServer((request, response) => {
    const requestToken = request.headers.authorization?.slice(7) ?? '';
    serverState.requests.push(`${request.method} ${request.url} ${requestToken}`.trim());
    const respond = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const sendUnauthenticatedResponse = () =>
      respond(401, { success: false, error: { code: 'UNAUTHENTICATED', message: 'no' }, request_id: '1' });
    if (request.url === '/api/v1/auth/login')
      return respond(200, { success: true, data: { ...createTokenResponse(), user: adaProfile } });
    if (request.url === '/api/v1/auth/refresh') {
      serverState.refreshes += 1;
      if (serverState.refuses) return sendUnauthenticatedResponse();
      serverState.newest += 1;
      return respond(200, { success: true, data: createTokenResponse() });
    }
    if (requestToken !== `t${serverState.newest}`) return sendUnauthenticatedResponse();
    return respond(200, { success: true, data: adaProfile });
  });
  authServer.listen(0, '127.0.0.1');
  await once(authServer, 'listening');
  t.teardown(() => {
    authServer.closeAllConnections();
    authServer.close();
  });
  return { state: serverState, url: `http://127.0.0.1:${(authServer.address() as AddressInfo).port}` };
}
