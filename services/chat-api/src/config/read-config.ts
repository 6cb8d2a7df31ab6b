import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findSigningKeyProblems } from '@kcs/auth';
import { isAccountSeed } from '@kcs/credentials';
import { findExternalProviderProblems, findServerProblems, loadConfig } from '@kcs/service-kit';
import { type ChatApiConfig, configSchema } from './config-schema.ts';
import { findMeetingProblems } from './meeting-problems.ts';
import { findPublicSecretProblems } from './public-secret-problems.ts';

/** Events are deleted by whole weeks, so an event may be kept for up to this many days longer than configured. */
const EVENT_PARTITION_DAYS = 7;

/** Reads and validates the configuration. If anything is wrong, throws one `ConfigError` that lists all problems. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): ChatApiConfig =>
  loadConfig(configSchema, findConfigProblems, env);

function findConfigProblems(config: ChatApiConfig): string[] {
  return [
    ...findSigningKeyProblems(config.JWT_SIGNING_KEYS).map((problem) => `JWT_SIGNING_KEYS ${problem}`),
    ...findServerProblems(config),
    ...findExternalProviderProblems(config),
    ...findIssuerProblems(config),
    ...findProducerKeyProblems(config),
    ...findTokenLifetimeProblems(config),
    ...findBootstrapAdminProblems(config),
    ...findMeetingProblems(config),
    ...findRetentionProblems(config),
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

/**
 * Returns a problem if events, which contain the text of messages, would be kept longer than the messages.
 */
function findRetentionProblems({
  MESSAGES_KEPT_DAYS: messageDays,
  EVENTS_KEPT_DAYS: eventDays,
}: ChatApiConfig): string[] {
  const minMessageDays = eventDays + EVENT_PARTITION_DAYS;
  return messageDays === undefined || messageDays >= minMessageDays
    ? []
    : [
        `MESSAGES_KEPT_DAYS is less than EVENTS_KEPT_DAYS plus ${EVENT_PARTITION_DAYS}. Set it to ${minMessageDays} or more, or lower EVENTS_KEPT_DAYS.`,
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
