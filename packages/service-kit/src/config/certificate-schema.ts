import Type from 'typebox';

const CERTIFICATES_PATTERN = /^(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;

/** Returns the schema of an optional environment variable that holds one or more certificates in the PEM format. */
export function createCertificatesSchema(description: string) {
  return Type.Optional(
    Type.Refine(
      Type.String({ description }),
      (text) => CERTIFICATES_PATTERN.test(text),
      () => 'must contain certificates in the PEM format: -----BEGIN CERTIFICATE----- and so on',
    ),
  );
}
