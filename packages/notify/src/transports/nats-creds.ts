/** Matches the content of a NATS credentials file, and captures the JWT of its user. */
const CREDS_PATTERN =
  /-----BEGIN NATS USER JWT-----\s+([\w.-]+)\s+-+END NATS USER JWT-+.*-----BEGIN USER NKEY SEED-----\s+SU[A-Z2-7]+\s+-+END USER NKEY SEED-/s;
/** Matches the name of a service account. */
const PRODUCER_NAME_PATTERN = /^[a-z][a-z0-9-]{1,31}$/;

/**
 * Returns the name of the service account that a NATS credentials file belongs to. Throws `TypeError` if the text is
 * not the content of such a file.
 */
export function readProducerName(creds: string): string {
  const [, jwt] = CREDS_PATTERN.exec(creds) ?? [];
  const name = jwt === undefined ? undefined : readJwtName(jwt);
  if (name !== undefined && PRODUCER_NAME_PATTERN.test(name)) return name;
  throw new TypeError(
    'The NATS credentials of the publisher are not valid. Pass the whole text of a file from "kcs-notify credentials".',
  );
}

function readJwtName(jwt: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as {
      name?: unknown;
    };
    return typeof claims.name === 'string' ? claims.name : undefined;
  } catch {
    return undefined;
  }
}
