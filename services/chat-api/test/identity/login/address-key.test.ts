import t from 'tap';
import { toAddressKey } from '../../../src/identity/login/address-key.ts';

const addressesWithExpectedKeys: [string, string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['2001:db8::1:0:0:1', '2001:db8:0:0'],
];
for (const [address, key] of addressesWithExpectedKeys) {
  t.test(`logins from ${address} are throttled under the key ${key}`, async (t) =>
    t.equal(toAddressKey(address), key),
  );
}
