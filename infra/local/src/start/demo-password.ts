import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../plan/settings.ts';

/** The password of the demo accounts while no other machine can reach the system. */
const DEMO_PASSWORD = 'password123';
const LOOPBACK_HOSTS = /^(127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost)$/;

/** Whether other machines can reach the front door. Every host name except localhost counts as reachable. */
export const isExposed = ({ hosts }: Pick<Settings, 'hosts'>): boolean =>
  hosts.some((host) => !LOOPBACK_HOSTS.test(host.trim()));

/**
 * Returns the password of the demo accounts. If other machines can reach the front door, the password is generated,
 * because the demo accounts include an Admin. A generated password is stored in `.kcs` and reused by later starts.
 */
export function getDemoPassword(settings: Pick<Settings, 'hosts' | 'folder'>): string {
  const file = join(settings.folder, 'demo-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (!isExposed(settings)) return DEMO_PASSWORD;
  const password = randomBytes(12).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}
