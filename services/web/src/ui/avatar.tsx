import type { VisibleStatus } from '@kcs/contracts';
import { Users } from 'lucide-react';
import { hueStyle } from './hue.ts';
import { initials } from './initials.ts';
import { PresenceDot } from './presence-dot.tsx';
import './avatar.css';

interface AvatarProps {
  readonly name: string;
  readonly size?: 'small' | 'medium';
  readonly group?: boolean;
  readonly status?: VisibleStatus | undefined;
}

/** A colored badge for a person or a group. Screen readers skip the badge, because the name is next to it. */
export function Avatar({ name, size = 'medium', group = false, status }: AvatarProps) {
  return (
    <span className={`avatar avatar-${size} ${group ? 'avatar-group' : ''}`} style={hueStyle(name)}>
      <span aria-hidden="true">{group ? <Users /> : initials(name)}</span>
      {status ? <PresenceDot status={status} /> : null}
    </span>
  );
}
