import type { UserType, VisibleStatus } from '@kcs/contracts';
import { createHueStyle, getHueNumber } from './hue.ts';
import { getGroupBadgeText, getInitials } from './initials.ts';
import { isStaff } from './is-staff.ts';
import { PresenceDot } from './presence-dot.tsx';
import './avatar.css';

interface AvatarProps {
  /** The id of the person or group. The id determines the color, so that the color stays the same after a rename. */
  readonly id: string;
  readonly name: string;
  readonly size?: 'small' | 'medium';
  readonly group?: boolean;
  readonly status?: VisibleStatus | undefined;
  /** The person's role at the school, if it is known. The avatars of school staff have a thin ring. */
  readonly userType?: UserType | undefined;
  /** The index of the avatar's hue. Defaults to the hue that belongs to the id. */
  readonly hue?: number;
}

/** Shows a colored badge for a person or a group. Screen readers skip the badge, because the name is next to it. */
export function Avatar({ id, name, size = 'medium', group = false, status, userType, hue }: AvatarProps) {
  const staffClass = userType && isStaff(userType) ? 'avatar-staff' : '';
  return (
    <span
      className={`avatar avatar-${size} ${group ? 'avatar-group' : ''} ${staffClass}`}
      style={createHueStyle(hue ?? getHueNumber(id))}
    >
      <span aria-hidden="true">{group ? getGroupBadgeText(name) : getInitials(name)}</span>
      {status ? <PresenceDot status={status} /> : null}
    </span>
  );
}
