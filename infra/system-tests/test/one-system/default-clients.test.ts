import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { io } from 'socket.io-client';
import t from 'tap';
import { openBrowserContext } from './browser.ts';
import { getRunningSystem } from './system.ts';

const CLIENT_COUNT = 40;

t.test('clients with default options work behind HAProxy with four gateways', async (t) => {
  const system = await getRunningSystem();
  const ada = await system.user();

  t.test('forty clients, one after another, connect by polling and upgrade to WebSocket', async (t) => {
    const socketIds = new Set<string>();
    for (let n = 0; n < CLIENT_COUNT; n++) {
      const socketClient = io(system.socketUrl, { auth: { token: ada.token }, forceNew: true });
      await new Promise<void>((resolve, reject) => {
        socketClient.once('connect_error', reject);
        // Start listening as soon as the connection opens, because the upgrade to WebSocket may finish before the
        // server answers the connect packet.
        socketClient.io.once('open', () => {
          t.equal(socketClient.io.engine.transport.name, 'polling', 'starts with polling');
          socketClient.io.engine.once('upgradeError', reject);
          socketClient.io.engine.once('upgrade', () =>
            socketClient.connected ? resolve() : socketClient.once('connect', resolve),
          );
        });
      });
      t.equal(socketClient.io.engine.transport.name, 'websocket');
      socketIds.add(socketClient.id ?? '');
      socketClient.disconnect();
    }
    t.equal(socketIds.size, CLIENT_COUNT);
  });

  t.test(
    "a page from an allowed origin other than the server's connects in Chromium without a console error",
    async (t) => {
      const clientModulePath = createRequire(import.meta.url).resolve('socket.io-client');
      const clientScript = await readFile(join(dirname(clientModulePath), '../../dist/socket.io.min.js'));
      const pageServer = createServer((request, response) => {
        if (request.url === '/socket.io.min.js') {
          response.setHeader('content-type', 'text/javascript').end(clientScript);
        } else if (request.url === '/') {
          response
            .setHeader('content-type', 'text/html')
            .end('<!doctype html><link rel="icon" href="data:,"><script src="/socket.io.min.js"></script>');
        } else response.writeHead(404).end();
      });
      await new Promise<void>((resolve) => pageServer.listen(0, '127.0.0.1', resolve));
      t.teardown(() => pageServer.close());
      const browserTab = await (await openBrowserContext(t)).newPage();
      const consoleErrors: string[] = [];
      browserTab.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()));
      browserTab.on('pageerror', (error) => consoleErrors.push(String(error)));
      await browserTab.goto(`http://localhost:${(pageServer.address() as AddressInfo).port}/`);
      const pageResults = await browserTab.evaluate(
        async ({ url, rest, token }) => {
          const meResponse = await fetch(`${rest}/api/v1/auth/me`, {
            credentials: 'include',
            headers: { authorization: `Bearer ${token}` },
          });
          const createRoomResponse = await fetch(`${rest}/api/v1/chat/rooms`, {
            method: 'POST',
            credentials: 'include',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ room_type: 'group', name: 'Created by a page', member_ids: [] }),
          });
          const transportNames: string[] = [];
          for (let n = 0; n < 20; n++) {
            // biome-ignore lint/suspicious/noExplicitAny: the client's script defines the global `io`
            const socketClient = (globalThis as any).io(url, { auth: { token }, forceNew: true });
            await new Promise((resolve, reject) => {
              socketClient.once('connect_error', reject);
              socketClient.io.once('open', () => socketClient.io.engine.once('upgrade', resolve));
            });
            transportNames.push(socketClient.io.engine.transport.name);
            socketClient.disconnect();
          }
          return { me: meResponse.status, created: createRoomResponse.status, transports: transportNames };
        },
        { url: system.socketUrl, rest: system.frontDoor, token: ada.token },
      );
      t.same(pageResults, { me: 200, created: 201, transports: Array(20).fill('websocket') });
      t.same(consoleErrors, []);
    },
  );

  t.test('a page from a foreign origin is refused over polling and over WebSocket', async (t) => {
    for (const transports of [['polling'], ['websocket']]) {
      const socketClient = io(system.socketUrl, {
        auth: { token: ada.token },
        transports,
        forceNew: true,
        reconnection: false,
        extraHeaders: { origin: 'https://evil.example' },
      });
      await new Promise<void>((resolve, reject) => {
        socketClient.once('connect', () => reject(new Error('a foreign origin was accepted')));
        socketClient.once('connect_error', () => resolve());
      });
      socketClient.disconnect();
      t.pass(`refused by ${transports[0]}`);
    }
  });
});
