import type { TestContext } from '@kcs/testkit';
import type { ScenarioContext, SkippedSubject } from './scenario.ts';

/** A system to measure. */
export interface Subject<Options, Peer> {
  readonly name: string;
  readonly start: (t: TestContext, options: Options) => Promise<Peer>;
  /** Installs or finds what the system needs. If this fails, the run continues without the system. */
  readonly install?: (context: ScenarioContext) => Promise<void>;
}

/** Starts the systems one after the other. Skips those that cannot be installed, and prints the reason. */
export async function startSubjects<Options, Peer>(
  context: ScenarioContext,
  subjects: readonly Subject<Options, Peer>[],
  options: Options,
): Promise<{ peers: Peer[]; skipped: SkippedSubject[] }> {
  const peers: Peer[] = [];
  const skipped: SkippedSubject[] = [];
  for (const { name, start, install } of subjects) {
    context.signal.throwIfAborted();
    context.say(`${name}: starting`);
    try {
      await install?.(context);
      peers.push(await start(context.t, options));
    } catch (error) {
      context.signal.throwIfAborted();
      // Only systems that have to be installed may be missing.
      if (!install) throw error;
      const reason = (error as Error).message.split('\n')[0] ?? '';
      context.say(`${name}: skipped. ${reason}`);
      skipped.push({ subject: name, reason });
    }
  }
  return { peers, skipped };
}
