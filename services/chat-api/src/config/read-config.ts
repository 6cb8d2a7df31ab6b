import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_KEY_ID, findSigningKeyProblems } from '@kcs/auth';
import { isAccountSeed } from '@kcs/credentials';
import { findCredentialProblems, findExternalProviderProblems, loadConfig } from '@kcs/service-kit';
import { type ChatApiConfig, configSchema } from './config-schema.ts';

const DEMO_PASSWORD = 'password123';
/** The PostgreSQL password that docker-compose.yml uses by default. It is publicly known. */
const DEVELOPMENT_DATABASE_PASSWORD = 'kcs';

/** Reads and validates the configuration. If anything is wrong, throws one `ConfigError` that lists all problems. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): ChatApiConfig =>
  loadConfig(configSchema, findConfigProblems, env);

function findConfigProblems(config: ChatApiConfig): string[] {
  return [
    ...findSigningKeyProblems(config.JWT_SIGNING_KEYS).map((problem) => `JWT_SIGNING_KEYS ${problem}`),
    ...findCredentialProblems(config),
    ...findExternalProviderProblems(config),
    ...findIssuerProblems(config),
    ...findProducerKeyProblems(config),
    ...findTokenLifetimeProblems(config),
    ...findBootstrapAdminProblems(config),
    ...findMeetingProblems(config),
    ...findWebRootProblems(config),
    ...(config.NODE_ENV === 'production' ? findPublicSecretProblems(config) : []),
  ];
}

/**
 * Returns a list with one problem if access tokens live longer than sessions, and an empty list otherwise. The longer
 * lifetime would have no effect, because a token is refused once its session has expired.
 */
function findTokenLifetimeProblems({
  ACCESS_TOKEN_TTL_S: seconds,
  SESSION_TTL_DAYS: days,
}: ChatApiConfig): string[] {
  return seconds <= days * 86_400
    ? []
    : [
        `ACCESS_TOKEN_TTL_S is longer than SESSION_TTL_DAYS. Set it to ${days * 86_400} or less, or raise SESSION_TTL_DAYS.`,
      ];
}

/** Returns one problem if the identity provider could sign in the users of a service account (AUTH-23). */
function findIssuerProblems({ AUTH_EXTERNAL_ISSUER: issuer }: ChatApiConfig): string[] {
  return issuer?.startsWith('service:')
    ? ['AUTH_EXTERNAL_ISSUER starts with "service:", which only service accounts use. Use another issuer.']
    : [];
}

function findProducerKeyProblems({
  NATS_PRODUCERS_SIGNING_KEY: signingKey,
  NATS_PRODUCERS_ACCOUNT: account,
}: ChatApiConfig): string[] {
  if ((signingKey === undefined) !== (account === undefined)) {
    return ['NATS_PRODUCERS_SIGNING_KEY and NATS_PRODUCERS_ACCOUNT belong together. Set both or neither.'];
  }
  return signingKey === undefined || isAccountSeed(signingKey)
    ? []
    : [
        'NATS_PRODUCERS_SIGNING_KEY is not the seed of an account key. Use the content of keys/producers-signing.seed.',
      ];
}

function findBootstrapAdminProblems({
  BOOTSTRAP_ADMIN_EMAIL: email,
  BOOTSTRAP_ADMIN_PASSWORD: password,
}: ChatApiConfig): string[] {
  return (email === undefined) === (password === undefined)
    ? []
    : ['BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD belong together. Set both or neither.'];
}

function findWebRootProblems({ WEB_ROOT: root }: ChatApiConfig): string[] {
  return root === undefined || existsSync(join(root, 'index.html'))
    ? []
    : [`WEB_ROOT ${JSON.stringify(root)} contains no index.html. Build the web client, or correct the path.`];
}

/**
 * Returns the problems in the configuration of STUN and TURN servers. Browsers reject a TURN server without
 * credentials, and other machines cannot reach a server at a local address.
 */
function findMeetingProblems(config: ChatApiConfig): string[] {
  const {
    NODE_ENV: environment,
    STUN_URLS: stunUrls = [],
    TURN_URLS: turnUrls = [],
    TURN_SECRET: secret,
  } = config;
  const unpairedTurnProblems =
    turnUrls.length > 0 === (secret !== undefined)
      ? []
      : ['TURN_URLS and TURN_SECRET belong together. Set both or neither.'];
  const localIceUrls = environment === 'production' ? [...stunUrls, ...turnUrls].filter(isLocalIceUrl) : [];
  return [
    ...unpairedTurnProblems,
    ...localIceUrls.map(
      (url) =>
        `${url} is a local address, which other machines cannot reach. Use the public name of the server.`,
    ),
  ];
}

/** Returns whether a STUN or TURN URL points to the local machine. */
const isLocalIceUrl = (url: string): boolean =>
  /^(stun|turn)s?:(localhost|[^:]*\.localhost|127\.[0-9.]+|0\.0\.0\.0|\[(::1?|::ffff:127\.[0-9.]+)\])(:|\?|$)/i.test(
    url,
  );

function findPublicSecretProblems(config: ChatApiConfig): string[] {
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
  if (config.DATABASE_URL.includes(`:${DEVELOPMENT_DATABASE_PASSWORD}@`)) {
    secretProblems.push(
      'DATABASE_URL contains the development password. Choose your own password. With Docker Compose, set POSTGRES_PASSWORD before the first start.',
    );
  }
  if (config.BOOTSTRAP_ADMIN_PASSWORD === DEMO_PASSWORD) {
    secretProblems.push('BOOTSTRAP_ADMIN_PASSWORD is the demo password. Choose your own password.');
  }
  return secretProblems;
}
