import { LIMITS, type PostPolicy, type User } from '@kcs/contracts';
import { type FormEvent, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { goToRoomAddress } from '../chat/room-address.ts';
import { useFormSubmission } from '../chat/use-submission.ts';
import { ANNOUNCEMENT_ROOM_LABEL } from '../ui/announcements-label.ts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/check-box.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { FormNote } from '../ui/form-note.tsx';
import { MAX_ROOM_NAME_CODE_UNITS } from '../ui/max-room-name-units.ts';
import { Spinner } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';
import { PeoplePicker } from './people-picker.tsx';
import './new-room-dialog.css';

/**
 * Shows a dialog for starting a conversation. The user first selects people. With one person, the dialog opens a direct
 * room. For a group, a second step asks for the group's name.
 */
export function NewRoomDialog({ onClose }: { readonly onClose: () => void }) {
  const chat = useChat();
  const [people, setPeople] = useState<readonly User[]>([]);
  const [name, setName] = useState('');
  const [step, setStep] = useState<'people' | 'name'>('people');
  const { busy, problem, submit } = useFormSubmission();
  const [postPolicy, setPostPolicy] = useState<PostPolicy>('all');
  const createRoom = async (groupName?: string) => {
    const memberIds = people.map((user) => user.id);
    const isRoomCreated = await submit(async () =>
      goToRoomAddress(
        await (groupName === undefined
          ? chat.createRoom('direct', memberIds)
          : chat.createRoom('group', memberIds, groupName, postPolicy)),
      ),
    );
    if (isRoomCreated) onClose();
  };
  const commonStepProps = { people, busy, problem };
  return (
    <Dialog title={step === 'people' ? 'New conversation' : 'Name the group'} onClose={onClose}>
      {step === 'people' ? (
        <PeopleStep
          {...commonStepProps}
          onChange={setPeople}
          onClose={onClose}
          onStartDirect={() => void createRoom()}
          onContinue={() => setStep('name')}
        />
      ) : (
        <GroupNameStep
          {...commonStepProps}
          name={name}
          onChangeName={setName}
          postPolicy={postPolicy}
          onChangePostPolicy={setPostPolicy}
          onBack={() => setStep('people')}
          onCreate={() => void createRoom(name.trim())}
        />
      )}
    </Dialog>
  );
}

interface CommonStepProps {
  readonly people: readonly User[];
  readonly busy: boolean;
  readonly problem: string | null;
}

interface PeopleStepProps extends CommonStepProps {
  readonly onChange: (people: readonly User[]) => void;
  readonly onClose: () => void;
  readonly onStartDirect: () => void;
  readonly onContinue: () => void;
}

function PeopleStep({
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

interface GroupNameStepProps extends CommonStepProps {
  readonly name: string;
  readonly onChangeName: (name: string) => void;
  readonly postPolicy: PostPolicy;
  readonly onChangePostPolicy: (postPolicy: PostPolicy) => void;
  readonly onBack: () => void;
  readonly onCreate: () => void;
}

function GroupNameStep(props: GroupNameStepProps) {
  const { people, busy, problem, name, onChangeName, postPolicy, onChangePostPolicy, onBack, onCreate } =
    props;
  const isGroupNamed = name.trim() !== '';
  const submitName = (event: FormEvent) => {
    event.preventDefault();
    if (isGroupNamed && !busy) onCreate();
  };
  return (
    <form onSubmit={submitName} className="dialog-form">
      <div className="new-room-name">
        <TextField
          label="Group name"
          value={name}
          maxLength={MAX_ROOM_NAME_CODE_UNITS}
          placeholder="For example, Class 7b"
          autoFocus
          onChange={(event) => onChangeName(event.target.value)}
        />
        <p className="muted small">With {people.map((user) => isolateDirection(user.name)).join(', ')}</p>
        <CheckBox
          label={ANNOUNCEMENT_ROOM_LABEL}
          checked={postPolicy === 'managers'}
          onChange={(isChecked) => onChangePostPolicy(isChecked ? 'managers' : 'all')}
        />
      </div>
      <FormNote hint={isGroupNamed ? '' : 'Enter a name for the group.'} problem={problem} />
      <DialogFooter>
        <Button onClick={onBack}>Back</Button>
        <Button type="submit" variant="primary" disabled={busy || !isGroupNamed}>
          {busy ? <Spinner /> : null}
          <span>Create group</span>
        </Button>
      </DialogFooter>
    </form>
  );
}
