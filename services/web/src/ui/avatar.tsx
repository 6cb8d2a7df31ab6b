import type { VisibleStatus } from '@kcs/contracts';
import { hueNumberOf, hueStyle } from './hue.ts';
import { groupLetters, initials } from './initials.ts';
import { PresenceDot } from './presence-dot.tsx';
import './avatar.css';

interface AvatarProps {
  /** The id of the person or group. The id determines the color, so that the color stays the same after a rename. */
  readonly id: string;
  readonly name: string;
  readonly size?: 'small' | 'medium';
  readonly group?: boolean;
  readonly status?: VisibleStatus | undefined;
  /** The hue number. Set it if the color must differ from nearby avatars. */
  readonly hue?: number;
}

/** Shows a colored badge for a person or a group. Screen readers skip the badge, because the name is next to it. */
export function Avatar({ id, name, size = 'medium', group = false, status, hue }: AvatarProps) {
  return (
    <span
      className={`avatar avatar-${size} ${group ? 'avatar-group' : ''}`}
      style={hueStyle(hue ?? hueNumberOf(id))}
    >
      <span aria-hidden="true">{group ? groupLetters(name) : initials(name)}</span>
      {status ? <PresenceDot status={status} /> : null}
    </span>
  );
}
