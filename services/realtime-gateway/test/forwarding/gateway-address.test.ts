import t from 'tap';
import {
  chooseForwardingHost,
  formatDirectoryEntry,
  parseDirectoryEntry,
} from '../../src/forwarding/gateway-address.ts';
import { createGatewayName, createSessionId, readGatewayName } from '../../src/forwarding/session-id.ts';

t.test('a directory entry is used only if it consists of a name, an IP address, and a port', async (t) => {
  const name = createGatewayName();
  for (const address of [
    { host: '10.0.0.7', port: 3_001 },
    { host: 'fd00::7', port: 1 },
  ])
    t.same(parseDirectoryEntry(formatDirectoryEntry(name, address)), [name, address]);
  for (const entry of [
    undefined,
    '',
    name,
    `${name} metadata.internal 80`,
    `${name} 10.0.0.7`,
    `${name} 10.0.0.7 0`,
    `${name} 10.0.0.7 65536`,
    `${name} 10.0.0.7 80 x`,
    `${name} 10.0.0.7:80 80`,
    `a/b 10.0.0.7 80`,
  ])
    t.equal(parseDirectoryEntry(entry), undefined, String(entry));
});

t.test('a session id names its gateway, and HAProxy can store it', async (t) => {
  const name = createGatewayName();
  const sessionId = createSessionId(name);
  t.equal(readGatewayName(sessionId), name);
  t.ok(sessionId.length <= 64);
  for (const otherId of [
    '',
    name,
    'Zk3xQ0aB_r1TZk3xQ0aB',
    `${sessionId}x`,
    `../${sessionId}`,
    `${name}:80.x`,
  ])
    t.equal(readGatewayName(otherId), undefined, otherId);
});

t.test('a gateway announces an address that other machines can reach', async (t) => {
  t.equal(chooseForwardingHost('10.0.0.7', '0.0.0.0'), '10.0.0.7');
  t.equal(chooseForwardingHost(undefined, '10.0.0.8'), '10.0.0.8');
  t.match(chooseForwardingHost(undefined, '0.0.0.0'), /^[\d.:a-f]+$/);
});
