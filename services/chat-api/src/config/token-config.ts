import { createDevelopmentSigningKeysJson } from '@kcs/auth';
import { externalProviderConfig } from '@kcs/service-kit';
import Type from 'typebox';
import { createPositiveIntegerSchema } from './integer-schema.ts';

/** Variables for tokens and sessions. */
export const tokenConfig = {
  JWT_SIGNING_KEYS: Type.String({
    secret: true,
    development: createDevelopmentSigningKeysJson(),
    description: 'Private JWK set (Ed25519 or P-256). The first key signs tokens, and all keys verify them.',
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    maxLength: 200,
    default: 'kcs-chat',
    description: 'The `iss` claim of our tokens',
  }),
  JWT_AUDIENCE: Type.String({
    minLength: 1,
    maxLength: 200,
    default: 'kcs-chat',
    description: 'The `aud` claim of our tokens',
  }),
  ...externalProviderConfig,
  AUTH_EXTERNAL_TRUST_ADMIN: Type.Boolean({
    default: false,
    description: 'Whether the identity provider may appoint Admins. If false, its Admins become Students.',
  }),
  ACCESS_TOKEN_TTL_S: createPositiveIntegerSchema(
    43_200,
    'Lifetime of an access token in seconds, at most the lifetime of a session',
    31_536_000,
  ),
  SESSION_SECRET: Type.String({
    secret: true,
    minLength: 32,
    development: 'development-only-secret-of-32-characters',
    description: 'Secret that signs refresh tokens, at least 32 characters',
  }),
  SESSION_TTL_DAYS: createPositiveIntegerSchema(
    30,
    'Number of days after which a session ends unless it is refreshed',
    3_650,
  ),
};
