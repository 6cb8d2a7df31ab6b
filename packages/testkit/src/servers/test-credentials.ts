import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials, issueCredentials, type ServerUserName } from '@kcs/credentials';

let credentialsPromise: Promise<Credentials> | undefined;
let natsCredsFolder: string | undefined;

/**
 * Returns the credentials that all servers of this process use. `npm test` creates one set of credentials for all test
 * files and stores it in the file that `KCS_TEST_CREDENTIALS` names, because signing takes 0.1 s.
 */
export function loadTestCredentials(): Promise<Credentials> {
  const sharedCredentialsFile = process.env.KCS_TEST_CREDENTIALS;
  credentialsPromise ??= sharedCredentialsFile
    ? Promise.resolve(JSON.parse(readFileSync(sharedCredentialsFile, 'utf8')))
    : issueCredentials();
  return credentialsPromise;
}

/** Writes a user's NATS credentials to a temporary file and returns its path. */
export function writeNatsCredsFile(user: ServerUserName, creds: string): string {
  if (natsCredsFolder === undefined) {
    const newCredsFolder = mkdtempSync(join(tmpdir(), 'kcs-creds-'));
    process.once('exit', () => rmSync(newCredsFolder, { recursive: true, force: true }));
    natsCredsFolder = newCredsFolder;
  }
  const natsCredsPath = join(natsCredsFolder, `${user}.creds`);
  writeFileSync(natsCredsPath, creds, { mode: 0o600 });
  return natsCredsPath;
}
