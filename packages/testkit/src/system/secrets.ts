import { randomBytes } from 'node:crypto';
import { generateSigningKeys } from '@kcs/auth';

/** The secrets of one test system: keys and the Admin's password. */
export interface SystemSecrets {
  readonly signingKeys: string;
  readonly sessionSecret: string;
  readonly admin: { readonly email: string; readonly password: string };
}

export async function createSystemSecrets(): Promise<SystemSecrets> {
  return {
    signingKeys: await generateSigningKeys(`test-${randomBytes(4).toString('hex')}`),
    sessionSecret: randomBytes(32).toString('hex'),
    admin: { email: 'admin@school.example', password: randomBytes(12).toString('hex') },
  };
}
