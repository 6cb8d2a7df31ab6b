import { redactUrl } from './config/redact-url.ts';

interface Explanation {
  /** Matches the messages of the client library and of Node.js that this explanation is for. */
  readonly pattern: RegExp;
  /** The schemes of the URLs that this explanation is for. Default: all. */
  readonly schemes?: readonly string[];
  /** Completes a sentence that starts with the server. */
  readonly problem: string;
  readonly advice: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /authorization violation|authentication|NOAUTH|WRONGPASS|NOPERM/i,
    problem: 'refuses the credentials',
    advice: 'Correct them.',
  },
  {
    pattern: /cluster support disabled/i,
    problem: 'is not a cluster',
    advice: 'Remove REDIS_CLUSTER, or start Redis with cluster-enabled yes.',
  },
  {
    pattern: /does not support 'tls'|SSL routines|before secure TLS connection/i,
    problem: 'offers no TLS',
    advice: 'Turn on TLS in this server. The service never connects to it without encryption.',
  },
  {
    // Redis without TLS does not answer a TLS handshake.
    pattern: /^Connection timeout$/i,
    schemes: ['rediss'],
    problem: 'does not answer, or offers no TLS',
    advice: 'Start it, turn on TLS in this server, or correct its URL.',
  },
  {
    pattern: /self.signed certificate|unable to (verify the first|get local issuer) certificate/i,
    problem: 'has a certificate from an unknown authority',
    advice: 'Put the path of the certificate of this authority in NATS_CA_FILE or REDIS_CA_FILE.',
  },
  {
    pattern: /does not match certificate/i,
    problem: 'has a certificate for another host',
    advice:
      'In the URL, use a host name that the certificate contains. For NATS, an IP address does not work, even if the certificate contains it.',
  },
  { pattern: /certificate has expired/i, problem: 'has an expired certificate', advice: 'Renew it.' },
];
const DEFAULT_EXPLANATION = { problem: 'cannot be reached', advice: 'Start it, or correct its URL.' };

/**
 * Thrown at startup if a required server does not answer in time, rejects the credentials, or offers no trusted
 * encryption. The message says what to do, and contains no password.
 */
export class UnreachableError extends Error {
  constructor(server: string, url: string, cause: unknown) {
    const causeText = cause instanceof Error ? cause.message || cause.name : String(cause);
    const { problem, advice } =
      EXPLANATIONS.find(
        ({ pattern, schemes }) =>
          pattern.test(causeText) && (schemes?.includes(url.split(':')[0] ?? '') ?? true),
      ) ?? DEFAULT_EXPLANATION;
    super(`${server} at ${redactUrl(url)} ${problem}: ${redactUrl(causeText)}. ${advice}`);
    this.name = 'UnreachableError';
  }
}
