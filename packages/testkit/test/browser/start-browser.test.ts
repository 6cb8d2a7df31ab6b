import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { startBrowser } from '../../src/index.ts';

t.test('Chromium opens a page of a local server', async (t) => {
  const server = createServer((_request, response) => response.end('<title>hello</title>')).listen(
    0,
    '127.0.0.1',
  );
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  const browser = await startBrowser(t);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  t.equal(await page.title(), 'hello');
});
