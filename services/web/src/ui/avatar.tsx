import type { VisibleStatus } from '@kcs/contracts';
import { Users } from 'lucide-react';
import { hueOf } from './hue.ts';
import { initials } from './initials.ts';
import { PresenceDot } from './presence-dot.tsx';

interface Props {
  readonly name: string;
  readonly size?: 'small' | 'medium' | 'large';
  readonly group?: boolean;
  readonly status?: VisibleStatus | undefined;
}

/** A person or a group as a coloured sign; the name stands beside it, so readers are spared it. */
export function Avatar({ name, size = 'medium', group = false, status }: Props) {
  return (
    <span className={`avatar avatar-${size} hue-${hueOf(name)} ${group ? 'avatar-group' : ''}`}>
      <span aria-hidden="true">{group ? <Users /> : initials(name)}</span>
      {status ? <PresenceDot status={status} /> : null}
    </span>
  );
}
