import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartSettings } from '../plan/settings.ts';

/** The password of the demo accounts if no other machine can reach the system. */
const DEFAULT_DEMO_PASSWORD = 'password123';
const LOOPBACK_HOST_PATTERN = /^(127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost)$/;

/**
 * Whether other machines may be able to reach the front door. Of all host names, only localhost counts as unreachable.
 */
export const isFrontDoorExposed = ({ hosts }: Pick<StartSettings, 'hosts'>): boolean =>
  hosts.some((host) => !LOOPBACK_HOST_PATTERN.test(host.trim()));

/**
 * Returns the password of the demo accounts. It is generated if other machines can reach the front door, because one of
 * the accounts belongs to an Admin. A generated password is stored in `.kcs` for later runs.
 */
export function getDemoPassword(settings: Pick<StartSettings, 'hosts' | 'folder'>): string {
  const passwordFile = join(settings.folder, 'demo-password');
  if (existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
  if (!isFrontDoorExposed(settings)) return DEFAULT_DEMO_PASSWORD;
  const generatedPassword = randomBytes(12).toString('base64url');
  writeFileSync(passwordFile, `${generatedPassword}\n`, { mode: 0o600 });
  return generatedPassword;
}
