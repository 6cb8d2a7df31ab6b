const SERVICE_ISSUER_PREFIX = 'service:';

/** Returns the issuer of the users whom a service account signs in (AUTH-23). */
export const buildServiceIssuer = (accountName: string): string => `${SERVICE_ISSUER_PREFIX}${accountName}`;

/** Returns whether an issuer is a service account. No identity provider may use such an issuer. */
export const isServiceIssuer = (issuer: string): boolean => issuer.startsWith(SERVICE_ISSUER_PREFIX);
