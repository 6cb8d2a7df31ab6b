import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { getSharedApi, startApiOnSharedServers } from '../../support/shared-api.ts';

const ACCEPT_HTML_HEADERS = { accept: 'text/html,application/xhtml+xml' };

t.test('chat-api serves the web client', async (t) => {
  const webRoot = await mkdtemp(join(tmpdir(), 'kcs-web-'));
  t.teardown(() => rm(webRoot, { recursive: true, force: true }));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>KCS Chat</title>');
  await writeFile(join(webRoot, 'admin.html'), '<!doctype html><title>Administration</title>');
  await writeFile(join(webRoot, 'assets', 'index-4f3a.js'), 'export {};');
  await writeFile(join(webRoot, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const api = await startApiOnSharedServers(t, { WEB_ROOT: webRoot });
  const getFromWebRoot = (path: string, headers: Record<string, string> = ACCEPT_HTML_HEADERS) =>
    api.rest('GET', `/${path}`, { headers });

  t.test('browsers revalidate the pages each time and cache hashed files for a year', async (t) => {
    const pageResponse = await getFromWebRoot('/');
    t.match(pageResponse, { status: 200, body: /KCS Chat/ });
    t.equal(pageResponse.headers.get('cache-control'), 'no-cache');
    t.match(pageResponse.headers.get('content-security-policy'), /script-src 'self'/);
    t.match(
      pageResponse.headers.get('content-security-policy'),
      /connect-src 'self'.* ws:\/\/localhost:4501/,
    );
    t.match(await getFromWebRoot('/index.html?from=bookmark'), { status: 200, body: /KCS Chat/ });
    const adminResponse = await getFromWebRoot('/admin');
    t.match(adminResponse, { status: 200, body: /Administration/ });
    t.equal(adminResponse.headers.get('cache-control'), 'no-cache');
    t.match(adminResponse.headers.get('content-security-policy'), /script-src 'self'/);
    const assetResponse = await getFromWebRoot('/assets/index-4f3a.js', {});
    t.equal(assetResponse.status, 200);
    t.equal(assetResponse.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    t.match(assetResponse.headers.get('content-type'), /javascript/);
    t.equal((await getFromWebRoot('/favicon.svg', {})).headers.get('cache-control'), 'no-cache');
  });

  t.test('a URL that is neither a page nor a file returns a 404 failure response', async (t) => {
    const missingPaths = [
      '/api/v1/nope',
      '/api/nope',
      '/assets/index-0000.js',
      '/docs/nope',
      '/.well-known/nope',
      '/robots.txt',
      '/socket.io/',
      '/admin/',
      '/admin/users',
      '/login?next=/rooms',
      '/rooms/room_1',
      '/index.html/',
    ];
    for (const path of missingPaths)
      t.match(await getFromWebRoot(path), { status: 404, body: { error: { code: 'NOT_FOUND' } } }, path);
    t.match(await api.rest('POST', '//rooms/x', { headers: ACCEPT_HTML_HEADERS }), { status: 404 });
  });

  t.test('files outside the web client’s folder are not served', async (t) => {
    for (const path of [
      '/../package.json',
      `/${encodeURIComponent('../package.json')}`,
      '/%2e%2e/%2e%2e/etc/passwd',
      `/assets/${encodeURIComponent('../../etc/passwd')}`,
    ]) {
      const response = await getFromWebRoot(path, {});
      t.ok([400, 403, 404].includes(response.status), `${path}: ${response.status}`);
    }
  });
});

t.test('without a web client, the root URL returns a 404 failure response', async (t) => {
  const api = await getSharedApi();
  t.match(await api.rest('GET', '//', { headers: ACCEPT_HTML_HEADERS }), {
    status: 404,
    body: { error: { code: 'NOT_FOUND' } },
  });
});
