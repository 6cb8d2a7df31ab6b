import Type from 'typebox';

/**
 * The variables of a service that accepts tokens from the organization's identity provider in addition to our own
 * (AUTH-12).
 */
export const externalProviderConfig = {
  AUTH_EXTERNAL_ISSUER: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 512,
      examples: ['https://id.school.example'],
      description: 'Exact `iss` of the identity provider’s tokens',
    }),
  ),
  AUTH_EXTERNAL_AUDIENCE: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 512,
      examples: ['kcs-chat'],
      description: 'Exact `aud` of the identity provider’s tokens: a string, not a list',
    }),
  ),
  AUTH_EXTERNAL_JWKS_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/@]+(/[^\\s]*)?$',
      maxLength: 2_048,
      examples: ['https://id.school.example/.well-known/jwks.json'],
      description: 'URL of the identity provider’s public keys. Must be https in production',
    }),
  ),
};

interface ExternalProviderConfig {
  readonly NODE_ENV: 'development' | 'production';
  readonly JWT_ISSUER: string;
  readonly AUTH_EXTERNAL_ISSUER?: string;
  readonly AUTH_EXTERNAL_AUDIENCE?: string;
  readonly AUTH_EXTERNAL_JWKS_URL?: string;
}

export interface ExternalProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

/** Returns the configured identity provider; undefined if none is configured. */
export function readExternalProvider(config: ExternalProviderConfig): ExternalProvider | undefined {
  const {
    AUTH_EXTERNAL_ISSUER: issuer,
    AUTH_EXTERNAL_AUDIENCE: audience,
    AUTH_EXTERNAL_JWKS_URL: jwksUrl,
  } = config;
  return issuer && audience && jwksUrl ? { issuer, audience, jwksUrl } : undefined;
}

/**
 * Returns the problems with the identity provider's variables that their schemas cannot detect; an empty list if there
 * are none.
 */
export function findExternalProviderProblems(config: ExternalProviderConfig): string[] {
  const { AUTH_EXTERNAL_ISSUER: issuer, AUTH_EXTERNAL_JWKS_URL: url } = config;
  const definedVariableValues = [issuer, config.AUTH_EXTERNAL_AUDIENCE, url].filter(
    (value) => value !== undefined,
  );
  const problems: string[] = [];
  if (definedVariableValues.length > 0 && definedVariableValues.length < 3) {
    problems.push(
      'AUTH_EXTERNAL_ISSUER, AUTH_EXTERNAL_AUDIENCE and AUTH_EXTERNAL_JWKS_URL belong together. Set all of them or none.',
    );
  }
  if (issuer !== undefined && issuer === config.JWT_ISSUER) {
    problems.push(
      'AUTH_EXTERNAL_ISSUER is the same as JWT_ISSUER, so the issuer of a token is ambiguous. Change JWT_ISSUER.',
    );
  }
  if (url !== undefined && !URL.canParse(url))
    problems.push('AUTH_EXTERNAL_JWKS_URL is not a valid URL. Correct it.');
  if (config.NODE_ENV === 'production' && url?.startsWith('http:')) {
    problems.push(
      'AUTH_EXTERNAL_JWKS_URL must start with https:// in production, because its keys decide which users are accepted.',
    );
  }
  return problems;
}
