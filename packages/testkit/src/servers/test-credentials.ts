import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials, issueCredentials, type ServerUser } from '@kcs/credentials';

let issuedCredentials: Promise<Credentials> | undefined;
let credsFolder: string | undefined;

/**
 * Returns the credentials that all servers of this process use. `npm test` creates one set of credentials for all test
 * files and stores it in the file that `KCS_TEST_CREDENTIALS` names, because signing takes 0.1 s.
 */
export function loadTestCredentials(): Promise<Credentials> {
  const sharedCredentialsFile = process.env.KCS_TEST_CREDENTIALS;
  issuedCredentials ??= sharedCredentialsFile
    ? Promise.resolve(JSON.parse(readFileSync(sharedCredentialsFile, 'utf8')))
    : issueCredentials();
  return issuedCredentials;
}

/** Writes a user's NATS credentials to a temporary file and returns its path. */
export function writeCredsFile(user: ServerUser, creds: string): string {
  if (credsFolder === undefined) {
    const createdFolder = mkdtempSync(join(tmpdir(), 'kcs-creds-'));
    process.once('exit', () => rmSync(createdFolder, { recursive: true, force: true }));
    credsFolder = createdFolder;
  }
  const credsPath = join(credsFolder, `${user}.creds`);
  writeFileSync(credsPath, creds, { mode: 0o600 });
  return credsPath;
}
