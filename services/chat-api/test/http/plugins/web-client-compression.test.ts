import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { startApiOnSharedServers } from '../../support/shared-api.ts';

const SCRIPT_TEXT = `export const text = '${'a'.repeat(2_000)}';`;
const PAGE_HTML = `<!doctype html><title>KCS Chat</title>${'<p>'.repeat(500)}`;
const DECODERS_BY_ENCODING = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body };

interface RawResponse {
  readonly message: IncomingMessage;
  readonly body: Buffer;
}

/**
 * Requests a file and returns the response body as it was sent. Does not use `fetch`, which would decompress the body.
 */
function sendGetRequest(url: string, headers: Record<string, string>): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const pendingRequest = get(url, { headers, timeout: 5_000 }, (message) => {
      const bodyChunks: Buffer[] = [];
      message.on('data', (part: Buffer) => bodyChunks.push(part));
      message.on('end', () => resolve({ message, body: Buffer.concat(bodyChunks) }));
    });
    pendingRequest.on('error', reject);
    pendingRequest.on('timeout', () =>
      pendingRequest.destroy(new Error('The server did not respond within 5 s.')),
    );
  });
}

t.test('chat-api compresses its responses', async (t) => {
  const webRoot = await mkdtemp(join(tmpdir(), 'kcs-web-'));
  t.teardown(() => rm(webRoot, { recursive: true, force: true }));
  await mkdir(join(webRoot, 'assets'));
  for (const [path, content] of [
    ['index.html', PAGE_HTML],
    ['assets/index-4f3a.js', SCRIPT_TEXT],
  ] as const) {
    await writeFile(join(webRoot, path), content);
    await writeFile(join(webRoot, `${path}.br`), brotliCompressSync(content));
    await writeFile(join(webRoot, `${path}.gz`), gzipSync(content));
  }
  await writeFile(join(webRoot, 'assets', 'plain-77aa.js'), SCRIPT_TEXT);
  const api = await startApiOnSharedServers(t, { WEB_ROOT: webRoot });
  const requestAsset = (acceptEncoding: string, headers: Record<string, string> = {}) =>
    sendGetRequest(`${api.url}/assets/index-4f3a.js`, { 'accept-encoding': acceptEncoding, ...headers });

  await t.test('each client receives the web client in an encoding that the client accepts', async (t) => {
    const encodingCases: readonly (readonly [
      acceptEncoding: string,
      encoding: keyof typeof DECODERS_BY_ENCODING,
    ])[] = [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip, deflate', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['deflate', 'identity'],
      ['identity', 'identity'],
      ['', 'identity'],
    ];
    const entityTags = new Set<string | undefined>();
    for (const [acceptEncoding, encoding] of encodingCases) {
      const { message, body } = await requestAsset(acceptEncoding);
      t.equal(message.headers['content-encoding'] ?? 'identity', encoding, acceptEncoding);
      t.equal(DECODERS_BY_ENCODING[encoding](body).toString(), SCRIPT_TEXT);
      t.match(message.headers, {
        'content-type': /javascript/,
        'content-length': String(body.length),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: /accept-encoding/i,
      });
      entityTags.add(message.headers.etag);
    }
    t.equal(entityTags.size, 3, 'each encoding has its own entity tag');
  });

  await t.test(
    'REST-14: large JSON responses are compressed, and small ones or ones with tokens are not',
    async (t) => {
      const { admin } = api;
      const roomResponse = await admin.rest('POST', '/chat/rooms', {
        room_type: 'group',
        name: 'n',
        member_ids: [],
      });
      const path = `/chat/rooms/${roomResponse.body.data.id}/messages`;
      const getFromApi = async (path: string, acceptEncoding: string) => {
        const headers = { 'accept-encoding': acceptEncoding, authorization: `Bearer ${admin.token}` };
        const { message, body } = await sendGetRequest(`${api.url}/api/v1${path}`, headers);
        t.equal(message.headers['content-length'], String(body.length));
        return { encoding: message.headers['content-encoding'], vary: message.headers.vary, body };
      };
      t.equal((await getFromApi(path, 'gzip')).encoding, undefined, 'an empty page');
      await admin.rest('POST', path, { content: '語'.repeat(4_000) });
      const { encoding, vary, body } = await getFromApi(path, 'br, gzip;q=0.8');
      t.match({ encoding, vary }, { encoding: 'gzip', vary: /Accept-Encoding/ });
      t.equal(JSON.parse(gunzipSync(body).toString()).data[0].content, '語'.repeat(4_000));
      t.ok(body.length < 1_000, `${body.length} bytes`);
      for (const refusal of ['gzip;q=0', 'br', ''])
        t.equal((await getFromApi(path, refusal)).encoding, undefined);
      const sessionsResponse = await getFromApi('/auth/sessions', 'gzip');
      t.equal(sessionsResponse.encoding, undefined);
    },
  );

  await t.test('a browser that already has the current file gets status 304', async (t) => {
    const { message } = await requestAsset('br');
    const repeatedResponse = await requestAsset('br', { 'if-none-match': message.headers.etag ?? '' });
    t.equal(repeatedResponse.message.statusCode, 304);
    t.equal(repeatedResponse.body.length, 0);
    t.equal(
      (await requestAsset('gzip', { 'if-none-match': message.headers.etag ?? '' })).message.statusCode,
      200,
    );
  });

  await t.test('the compressed page keeps its content type, security policy, and cache rules', async (t) => {
    for (const path of ['/', '/index.html']) {
      const { message, body } = await sendGetRequest(`${api.url}${path}`, {
        'accept-encoding': 'br',
        accept: 'text/html',
      });
      t.equal(message.statusCode, 200, path);
      t.equal(brotliDecompressSync(body).toString(), PAGE_HTML);
      t.match(message.headers, {
        'content-type': /text\/html/,
        'content-security-policy': /script-src 'self'/,
        'cache-control': 'no-cache',
        vary: /accept-encoding/i,
      });
    }
  });

  await t.test('a file without compressed copies is served uncompressed', async (t) => {
    const { message, body } = await sendGetRequest(`${api.url}/assets/plain-77aa.js`, {
      'accept-encoding': 'br, gzip',
    });
    t.equal(message.headers['content-encoding'], undefined);
    t.equal(body.toString(), SCRIPT_TEXT);
    t.match(message.headers.vary, /accept-encoding/i);
  });
});
