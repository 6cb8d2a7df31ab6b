import type { UserType } from '@kcs/contracts';

export const DEMO_PASSWORD = 'password123';

interface DemoUser {
  readonly email: string;
  readonly name: string;
  readonly userType: UserType;
}

export const DEMO_USERS = {
  teacher: { email: 'teacher@school.com', name: 'Clara Schumann', userType: 'Teacher' },
  student: { email: 'student@school.com', name: 'Max Weber', userType: 'Student' },
  parent: { email: 'parent@school.com', name: 'Anna Weber', userType: 'Parent' },
  admin: { email: 'admin@school.com', name: 'Rosa Klein', userType: 'Admin' },
} as const satisfies Record<string, DemoUser>;
export type DemoPersonKey = keyof typeof DEMO_USERS;

export interface DemoRoom {
  /** The name of the group. Absent if the room is a direct room. */
  readonly name?: string;
  readonly owner: DemoPersonKey;
  readonly others: readonly DemoPersonKey[];
  readonly messages: readonly (readonly [from: DemoPersonKey, content: string])[];
}

export const DEMO_ROOMS: readonly DemoRoom[] = [
  {
    name: 'Class 4b',
    owner: 'teacher',
    others: ['student', 'parent'],
    messages: [
      ['teacher', 'Welcome to the room of class 4b! This is the place for news and questions.'],
      ['parent', 'Thank you! When does the trip to the museum start on Friday?'],
      ['teacher', 'At 8:15 at the main entrance. @Max Weber, please bring your drawing from last week.'],
      ['student', 'I will 😊'],
    ],
  },
  {
    owner: 'teacher',
    others: ['parent'],
    messages: [
      ['parent', 'Good morning, do you have ten minutes for a call this week?'],
      ['teacher', 'Sure! Thursday at 16:00, or write to me here.'],
    ],
  },
];
