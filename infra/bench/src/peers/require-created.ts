import type { HttpAnswer } from '../load/keep-alive-client.ts';

/** Throws unless the server has accepted a message with status 201. */
export function requireCreated({ status, body }: HttpAnswer): void {
  if (status !== 201) throw new Error(`A message was refused with status ${status}: ${body}`);
}
