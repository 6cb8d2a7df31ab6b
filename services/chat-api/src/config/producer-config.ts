import Type from 'typebox';

/** Variables for the credentials of producers. */
export const producerConfig = {
  NATS_PRODUCERS_SIGNING_KEY: Type.Optional(
    Type.String({
      secret: true,
      maxLength: 100,
      description:
        'Signing key of the NATS account for producers (seed). Without it, no credentials for producers can be issued.',
    }),
  ),
  NATS_PRODUCERS_ACCOUNT: Type.Optional(
    Type.String({
      pattern: '^A[A-Z2-7]{55}$',
      maxLength: 100,
      description: 'Public key of the NATS account for producers',
    }),
  ),
};
