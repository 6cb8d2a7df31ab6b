/** Matches the content of a NATS credentials file, and captures the JWT and the seed of its user. */
export const CREDS_FILE_PATTERN =
  /-----BEGIN NATS USER JWT-----\s+([\w.-]+)\s+-+END NATS USER JWT-+.*-----BEGIN USER NKEY SEED-----\s+(SU[A-Z2-7]+)\s+-+END USER NKEY SEED-/s;
