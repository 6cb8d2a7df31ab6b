import type { Stoppable } from '@kcs/service-kit';
import type { Outbox } from './outbox.ts';
import type { StreamAlarm } from './stream-alarm.ts';

export interface RunningOutbox extends Outbox, Stoppable {
  /**
   * Creates the stream if it does not exist, adds any missing subjects to it, and refills it if it was recreated. A
   * call during a run waits for that run instead of starting another.
   */
  maintainStream(): Promise<void>;
  /**
   * The checks that `/readyz` runs. `checkAccepting` throws an error while the stream refuses events, and
   * `checkAnswering` while it does not answer.
   */
  readonly alarm: Pick<StreamAlarm, 'checkAccepting' | 'checkAnswering'>;
}
