import type { User } from '@kcs/contracts';

export interface CommonStepProps {
  readonly people: readonly User[];
  readonly busy: boolean;
  readonly problem: string | null;
}
