import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';

/**
 * Raises the number of copies of an existing stream to `replicas`. Never lowers it. Returns the reason if the NATS
 * servers refuse, for example because the cluster has too few servers; otherwise, undefined.
 */
export async function raiseStreamReplicas(
  streamManager: JetStreamManager,
  stream: string,
  replicas: number,
): Promise<string | undefined> {
  if (replicas === 1) return undefined;
  const { config, cluster } = await streamManager.streams.info(stream);
  // A single server accepts the update, but keeps one copy.
  if (!cluster) return 'NATS runs as a single server';
  if (config.num_replicas >= replicas) return undefined;
  try {
    await streamManager.streams.update(stream, { num_replicas: replicas });
    return undefined;
  } catch (error) {
    if (error instanceof JetStreamApiError) return error.message;
    throw error;
  }
}
