import type { CallParticipant } from '@kcs/chat-client/calls';
import { useEffect, useRef, useState } from 'react';
import { isolateDirection } from '../ui/bidi-text.ts';

type CallPerson = Pick<CallParticipant, 'id' | 'userName'>;

/** Makes screen readers announce who joins and leaves the call, except the people who were there before the user. */
export function CallAnnouncer({ people }: { readonly people: readonly CallPerson[] }) {
  const [announcement, setAnnouncement] = useState('');
  const previousPeopleRef = useRef<readonly CallPerson[]>(people);
  useEffect(() => {
    const changeText = describePeopleChange(previousPeopleRef.current, people);
    previousPeopleRef.current = people;
    if (changeText !== '') setAnnouncement(changeText);
  }, [people]);
  return (
    <p className="visually-hidden" role="status">
      {announcement}
    </p>
  );
}

/** Returns a text such as "Ben joined the call. Cleo left the call."; an empty string if nobody joined or left. */
export function describePeopleChange(before: readonly CallPerson[], after: readonly CallPerson[]): string {
  const listMissing = (people: readonly CallPerson[], others: readonly CallPerson[]) =>
    people.filter(({ id }) => !others.some((other) => other.id === id));
  return [
    ...listMissing(after, before).map(({ userName }) => `${isolateDirection(userName)} joined the call.`),
    ...listMissing(before, after).map(({ userName }) => `${isolateDirection(userName)} left the call.`),
  ].join(' ');
}
