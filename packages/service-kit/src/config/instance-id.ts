import { randomBytes } from 'node:crypto';

/** Returns the configured `INSTANCE_ID`, or `<service>-<random>`, which differs at each start. */
export function resolveInstanceId(
  service: string,
  config: { readonly INSTANCE_ID?: string | undefined },
): string {
  return config.INSTANCE_ID ?? `${service}-${randomBytes(4).toString('hex')}`;
}
