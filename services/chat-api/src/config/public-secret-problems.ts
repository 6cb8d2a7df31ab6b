import { DEVELOPMENT_KEY_ID } from '@kcs/auth';
import { containsDevelopmentPassword } from '../database/development-password.ts';
import type { ChatApiConfig } from './config-schema.ts';

const DEMO_PASSWORD = 'password123';

/** Returns one problem for each secret that is publicly known or easy to guess. */
export function findPublicSecretProblems(config: ChatApiConfig): string[] {
  const secretProblems: string[] = [];
  if (config.JWT_SIGNING_KEYS.includes(DEVELOPMENT_KEY_ID)) {
    secretProblems.push(
      'JWT_SIGNING_KEYS contains the development key, which is publicly known. Generate your own key.',
    );
  }
  if (new Set(config.SESSION_SECRET).size < 10) {
    secretProblems.push(
      'SESSION_SECRET is too easy to guess. Use 32 random bytes, for example from `openssl rand -hex 32`.',
    );
  }
  if (containsDevelopmentPassword(config.DATABASE_URL)) {
    secretProblems.push('DATABASE_URL contains the development password. Choose your own password.');
  }
  if (config.BOOTSTRAP_ADMIN_PASSWORD === DEMO_PASSWORD) {
    secretProblems.push('BOOTSTRAP_ADMIN_PASSWORD is the demo password. Choose your own password.');
  }
  return secretProblems;
}
