import { setTimeout } from 'node:timers/promises';
import type { ProcessExit } from '@kcs/private-servers';

/**
 * The health check that completes a start: `ready` expects 200 from `/readyz`, `live` expects 200 from `/livez`, and
 * `none` skips the check.
 */
export type StartHealthCheck = 'ready' | 'live' | 'none';

interface StartingService {
  readonly name: string;
  readonly ops: string;
  readonly running: boolean;
  readonly exited: Promise<ProcessExit>;
  readonly log: { tail(count: number): string };
}

const HEALTH_CHECK_PATHS = { ready: '/readyz', live: '/livez' } as const;
/**
 * The pauses between health checks. They are short at first and then longer, so that a dozen waiting tests leave CPU
 * time to the starting processes.
 */
const POLL_BACKOFF = { firstMs: 25, mostMs: 150, growth: 1.1 };
/** The timeout is long because many processes may start at the same time on a small machine. */
const READY_TIMEOUT_MS = 60_000;

/**
 * Resolves when the process answers its health check with 200. If the process exits first or is not ready within 60 s,
 * throws an error that contains the last output lines.
 */
export async function waitUntilReady(service: StartingService, probe: StartHealthCheck): Promise<void> {
  if (probe === 'none') return;
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let lastHealthAnswer = 'no answer';
  let pauseMs = POLL_BACKOFF.firstMs;
  while (service.running) {
    try {
      const response = await fetch(`${service.ops}${HEALTH_CHECK_PATHS[probe]}`, {
        signal: AbortSignal.timeout(2_000),
      });
      lastHealthAnswer = `${response.status} ${await response.text()}`;
      if (response.ok) return;
    } catch {
      // The health check failed because the service is not listening yet. Try again after the pause.
    }
    if (performance.now() > deadline) {
      throw new Error(
        `${service.name} is not ${probe} after ${READY_TIMEOUT_MS} ms (${lastHealthAnswer}):\n${service.log.tail(30)}`,
      );
    }
    await setTimeout(pauseMs);
    pauseMs = Math.min(POLL_BACKOFF.mostMs, pauseMs * POLL_BACKOFF.growth);
  }
  const { code, signal } = await service.exited;
  throw new Error(`${service.name} exited before it was ready (${signal ?? code}):\n${service.log.tail(30)}`);
}
