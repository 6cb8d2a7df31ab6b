import type { StoredNotification } from '@kcs/contracts';
import {
  AtSign,
  Bell,
  BookOpen,
  CalendarDays,
  GraduationCap,
  type LucideIcon,
  Megaphone,
  TriangleAlert,
} from 'lucide-react';

/**
 * Icons for types of notifications. The first matching pattern decides. Services choose their types freely, so the
 * patterns look for common words.
 */
const ICON_BY_TYPE_PATTERN: readonly (readonly [pattern: RegExp, icon: LucideIcon])[] = [
  [/^mention$/, AtSign],
  [/homework|assignment|reading/i, BookOpen],
  [/exam|test|grade|report/i, GraduationCap],
  [/event|calendar|lesson|absence|timetable/i, CalendarDays],
  [/news|announcement/i, Megaphone],
];

/** Returns the icon for a notification. Urgent notifications have a warning sign, whatever their type is. */
export function findNotificationIcon({ type, urgency }: StoredNotification): LucideIcon {
  if (urgency === 'high') return TriangleAlert;
  return ICON_BY_TYPE_PATTERN.find(([pattern]) => pattern.test(type))?.[1] ?? Bell;
}
