import { LIMITS, type User } from '@kcs/contracts';
import type { FormEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { DialogFooter } from '../ui/dialog.tsx';
import { FormNote } from '../ui/form-note.tsx';
import { Spinner } from '../ui/spinner.tsx';
import type { CommonStepProps } from './common-step-props.ts';
import { PeoplePicker } from './people-picker.tsx';

interface PeopleStepProps extends CommonStepProps {
  readonly onChange: (people: readonly User[]) => void;
  readonly onClose: () => void;
  readonly onStartDirect: () => void;
  readonly onContinue: () => void;
}

export function PeopleStep({
  people,
  busy,
  problem,
  onChange,
  onClose,
  onStartDirect,
  onContinue,
}: PeopleStepProps) {
  const isGroup = people.length > 1;
  const submitPeople = (event: FormEvent) => {
    event.preventDefault();
    if (people.length === 0 || busy) return;
    if (isGroup) onContinue();
    else onStartDirect();
  };
  return (
    <form onSubmit={submitPeople} className="dialog-form">
      <PeoplePicker chosen={people} onChange={onChange} />
      <FormNote hint={describeSelectionCount(people.length)} problem={problem} />
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        {people.length === 1 ? <Button onClick={onContinue}>Create a group instead</Button> : null}
        <Button type="submit" variant="primary" disabled={busy || people.length === 0}>
          {busy ? <Spinner /> : null}
          <span>{isGroup ? 'Next' : 'Start chatting'}</span>
        </Button>
      </DialogFooter>
    </form>
  );
}

function describeSelectionCount(count: number): string {
  if (count === 0) return 'Choose at least one person.';
  if (count >= LIMITS.MEMBERS_PER_REQUEST)
    return `You can choose at most ${LIMITS.MEMBERS_PER_REQUEST} people.`;
  return count === 1
    ? 'Choose more people to start a group.'
    : `${count} people chosen. Next, name the group.`;
}
