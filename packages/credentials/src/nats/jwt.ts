import { createHmac } from 'node:crypto';
import {
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  fmtCreds,
  fromPublic,
  fromSeed,
  type KeyPair,
} from '@nats-io/jwt';
import { Prefix } from '@nats-io/nkeys';
import { Codec } from '@nats-io/nkeys/lib/codec.js';

/*
 * Only this file uses `@nats-io/jwt` and the codec of `@nats-io/nkeys`, because the authors of these packages do not
 * support this use. The functions here take and return keys as seeds. A seed is a private key as text. The tests check
 * the results of these functions with a real server.
 */

const KEY_PAIR_FACTORIES = { operator: createOperator, account: createAccount, user: createUser } as const;
const UNLIMITED = -1;
/** Matches a credentials file. Captures the JWT and the seed. */
const CREDS_FILE_PATTERN =
  /BEGIN NATS USER JWT-+\s+([\w.-]+)\s+-+END NATS USER JWT.*BEGIN USER NKEY SEED-+\s+(SU\w+)\s/s;
const textDecoder = new TextDecoder();

/** The subjects that a user may publish to and subscribe to. NATS denies access to all other subjects. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  /** Subjects that the user may not publish to, even though a wildcard in `publish` covers them. */
  readonly publishExcept?: readonly string[];
  readonly subscribe: readonly string[];
}

/** A subject that one account shares with other accounts. The other accounts may publish requests to this subject. */
export interface SharedSubject {
  readonly name: string;
  readonly subject: string;
}

export interface AccountRules {
  readonly jetStream: boolean;
  readonly exports?: readonly SharedSubject[];
  readonly imports?: readonly (SharedSubject & { readonly account: string })[];
  /** The seed of a second key, which can sign users of the account but cannot change the account. */
  readonly signer?: string;
  readonly revocations?: NatsRevocations | undefined;
}

/**
 * The users that an account refuses, keyed by public key. The value is a Unix time in seconds: the server refuses all
 * credentials of the user that were issued at this time or earlier.
 */
export type NatsRevocations = Readonly<Record<string, number>>;

interface NatsUserOptions {
  readonly name: string;
  readonly seed: string;
  /** The public key of the account that the user belongs to. */
  readonly account: string;
  /** The seed of the key that signs the user: the account's own key, or a signing key of the account. */
  readonly signer: string;
  /** The user's permissions. If undefined, the user may use every subject in the account. */
  readonly permissions?: NatsPermissions | undefined;
  /** The time when the credentials expire; undefined if they never expire. */
  readonly expiresAt?: Date | undefined;
}

/** Returns the seed of a new random key. */
export function createSeed(kind: keyof typeof KEY_PAIR_FACTORIES): string {
  return textDecoder.decode(KEY_PAIR_FACTORIES[kind]().getSeed());
}

/**
 * Derives the key of a user from a secret key and a text, and returns the seed of the user's key. The same arguments
 * always give the same seed. Nobody can compute it without the secret key.
 */
export function deriveUserSeed(secretSeed: string, text: string): string {
  const rawKey = createHmac('sha256', secretSeed).update(text).digest();
  return textDecoder.decode(Codec.encodeSeed(Prefix.User, rawKey));
}

/** Returns the public key that belongs to a seed. The public key is the id of an operator, account, or user. */
export function publicKeyOf(seed: string): string {
  return keyPairOf(seed).getPublicKey();
}

/** Returns the JWT of an operator. A NATS server trusts every account that its operator signed. */
export function signOperator(name: string, seed: string, systemAccount: string): Promise<string> {
  return encodeOperator(name, keyPairOf(seed), { system_account: systemAccount });
}

/** Returns the JWT of an account, signed by the operator. */
export function signAccount(
  { name, seed, operator }: { name: string; seed: string; operator: string },
  { jetStream, exports = [], imports = [], signer, revocations }: AccountRules,
): Promise<string> {
  const accountClaims = {
    limits: {
      ...{ subs: UNLIMITED, conn: UNLIMITED, data: UNLIMITED, payload: UNLIMITED, leaf: 0 },
      ...{ imports: UNLIMITED, exports: UNLIMITED, wildcards: true },
      ...(jetStream && { mem_storage: UNLIMITED, disk_storage: UNLIMITED }),
      ...(jetStream && { streams: UNLIMITED, consumer: UNLIMITED }),
    },
    exports: exports.map((shared) => ({ ...shared, type: 'service' as const })),
    imports: imports.map((shared) => ({ ...shared, type: 'service' as const })),
    signing_keys: signer ? [publicKeyOf(signer)] : [],
    ...(revocations && { revocations }),
  };
  return encodeAccount(name, keyPairOf(seed), accountClaims, { signer: keyPairOf(operator) });
}

/** Adds revocations to the JWT of an account, and changes nothing else. Returns the new JWT, signed by the operator. */
export function signRevocations(
  jwt: string,
  operator: string,
  revocations: NatsRevocations,
): Promise<string> {
  const { name, sub, nats } = readClaims(jwt);
  const accountClaims = { ...nats, revocations: { ...nats.revocations, ...revocations } };
  return encodeAccount(name, fromPublic(sub), accountClaims, { signer: keyPairOf(operator) });
}

/** Returns the users that an account refuses. Throws if the text is not a JWT. */
export function readRevocations(jwt: string): NatsRevocations | undefined {
  return readClaims(jwt).nats.revocations;
}

/** Signs a user, and returns the text of the user's credentials file, which contains the user's JWT and seed. */
export async function signUser(options: NatsUserOptions): Promise<string> {
  const { name, seed, account, signer, permissions, expiresAt } = options;
  const [user, signingKey] = [keyPairOf(seed), keyPairOf(signer)];
  const userClaims = {
    ...{ subs: UNLIMITED, data: UNLIMITED, payload: UNLIMITED },
    ...(permissions && {
      pub: {
        allow: [...permissions.publish],
        ...(permissions.publishExcept && { deny: [...permissions.publishExcept] }),
      },
      sub: { allow: [...permissions.subscribe] },
    }),
  };
  const expiryClaim = expiresAt && { exp: Math.floor(expiresAt.getTime() / 1_000) };
  const jwt = await (signingKey.getPublicKey() === account
    ? encodeUser(name, user, signingKey, userClaims, { ...expiryClaim })
    : encodeUser(name, user, fromPublic(account), userClaims, { ...expiryClaim, signer: signingKey }));
  return textDecoder.decode(fmtCreds(jwt, user));
}

/** Returns the JWT and the seed in the text of a credentials file; undefined if the text is malformed. */
export function readCreds(creds: string): { jwt: string; seed: string } | undefined {
  const [, jwt, seed] = CREDS_FILE_PATTERN.exec(creds) ?? [];
  return jwt && seed ? { jwt, seed } : undefined;
}

/** Returns when a JWT was signed. Throws if the text is not a JWT. */
export function readJwtIssuedAt(jwt: string): Date {
  return new Date(readClaims(jwt).iat * 1_000);
}

/** Returns the public key of the operator, account, or user that a JWT describes. Throws if the text is not a JWT. */
export function readJwtSubject(jwt: string): string {
  return readClaims(jwt).sub;
}

/** Returns whether two JWTs have the same content, apart from their ids and the times at which they were signed. */
export function haveEqualClaims(one: string, other: string): boolean {
  try {
    return formatComparableClaims(one) === formatComparableClaims(other);
  } catch {
    return false;
  }
}

function formatComparableClaims(jwt: string): string {
  const { iat: _issuedAt, jti: _id, ...claims } = readClaims(jwt);
  return JSON.stringify(sortFields(claims));
}

/** Returns a copy of JSON data, with the fields of every object sorted by name. */
function sortFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortFields);
  if (typeof value !== 'object' || value === null) return value;
  const sortedEntries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sortedEntries.map(([name, child]) => [name, sortFields(child)]));
}

interface Claims {
  readonly sub: string;
  readonly name: string;
  readonly iat: number;
  readonly jti: string;
  readonly nats: { readonly revocations?: NatsRevocations };
}

function readClaims(jwt: string): Claims {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
}

/** Returns whether the text is the seed of an account's key. */
export function isAccountSeed(text: string): boolean {
  try {
    return keyPairOf(text).getPublicKey().startsWith('A');
  } catch {
    return false;
  }
}

const keyPairsBySeed = new Map<string, KeyPair>();

/**
 * Returns the key pair that belongs to a seed. The key pairs of operators and accounts are cached, because computing a
 * pair takes 6 ms. Those of users are not cached, because a user is signed only once.
 */
function keyPairOf(seed: string): KeyPair {
  const cachedKeyPair = keyPairsBySeed.get(seed);
  if (cachedKeyPair) return cachedKeyPair;
  const keyPair = fromSeed(new TextEncoder().encode(seed));
  const [publicKey, privateKey] = [keyPair.getPublicKey(), keyPair.getPrivateKey()];
  Object.assign(keyPair, { getPublicKey: () => publicKey, getPrivateKey: () => privateKey });
  if (!seed.startsWith('SU')) keyPairsBySeed.set(seed, keyPair);
  return keyPair;
}
