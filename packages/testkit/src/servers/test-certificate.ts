import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';

/**
 * A self-signed certificate for 127.0.0.1 and localhost. A client trusts it only if it is given as an
 * authority.
 */
export interface TestCertificate {
  readonly certPath: string;
  readonly keyPath: string;
  /** The content of the certificate's file. */
  readonly cert: string;
}

/** Writes a new certificate and its key to the folder. */
export async function createTestCertificate(folder: string): Promise<TestCertificate> {
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const keyOptions = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    keyPath,
  ];
  const subjectOptions = ['-subj', '/CN=kcs-chat', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  await runCommand(
    'openssl',
    ['req', '-x509', '-days', '2', ...keyOptions, ...subjectOptions, '-out', certPath],
    { env: { PATH: process.env.PATH ?? '' } },
  );
  return { certPath, keyPath, cert: await readFile(certPath, 'utf8') };
}
