import { randomBytes } from 'node:crypto';

/** The configured INSTANCE_ID, or `<service>-<random>`: a new one for every start. */
export const instanceIdOf = (
  service: string,
  config: { readonly INSTANCE_ID?: string | undefined },
): string => config.INSTANCE_ID ?? `${service}-${randomBytes(4).toString('hex')}`;
