import t from 'tap';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('the API documents are served as pages that need no other server', async (t) => {
  const api = await getSharedApi();
  const fetchPath = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}${path}`, { headers });

  for (const path of ['/docs', '/docs/', '/docs/events']) {
    t.test(`${path} is a page that loads only its own hashed files`, async (t) => {
      const response = await fetchPath(path);
      t.equal(response.status, 200);
      t.match(response.headers.get('content-type'), /^text\/html/);
      t.equal(response.headers.get('cache-control'), 'no-cache');
      const html = await response.text();
      t.notMatch(html, /<script>[^<]|<style|style="/, 'the policy allows no inline scripts and styles');
      const loadedUrls = [...html.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g)].map(
        ([, url]) => String(url),
      );
      t.ok(loadedUrls.length >= 4);
      for (const url of loadedUrls) {
        t.match(url, /^\/docs\/(?:assets\/[\w-]+-[\w-]{8}\.(?:js|css)|favicon\.svg)$/);
        const fileResponse = await fetchPath(url);
        t.equal(fileResponse.status, 200, url);
        const cacheControl = url.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
        t.equal(fileResponse.headers.get('cache-control'), cacheControl, url);
        await fileResponse.arrayBuffer();
      }
    });
  }

  t.test('the pages have their own content security policy, which names no other site', async (t) => {
    const policyOfPage = (await fetchPath('/docs')).headers.get('content-security-policy') ?? '';
    t.equal((await fetchPath('/docs/events')).headers.get('content-security-policy'), policyOfPage);
    t.notMatch(policyOfPage, /unsafe|https?:|wss?:|blob:|\*/);
    t.match(policyOfPage, /default-src 'none'/);
    t.match(policyOfPage, /frame-ancestors 'none'/);
    const documentResponse = await fetchPath('/docs/json');
    t.equal(
      documentResponse.headers.get('content-security-policy'),
      "default-src 'none'; frame-ancestors 'none'",
      'the documents keep the policy of all data',
    );
  });

  t.test('scripts are sent compressed if the browser accepts it', async (t) => {
    const html = await (await fetchPath('/docs/events')).text();
    const scriptPath = /src="([^"]+\/events-[^"]+\.js)"/.exec(html)?.[1] ?? '';
    for (const encoding of ['br', 'gzip']) {
      const { headers } = await fetchPath(scriptPath, { 'accept-encoding': encoding });
      t.equal(headers.get('content-encoding'), encoding);
      t.match(headers.get('vary'), /accept-encoding/i);
    }
  });

  t.test('a path below /docs that is neither a page nor a file is answered with 404', async (t) => {
    t.equal((await fetchPath('/docs/nope')).status, 404);
    t.equal((await fetchPath('/docs/assets/nope.js')).status, 404);
  });
});
