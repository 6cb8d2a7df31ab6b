import type { PostPolicy } from '@kcs/contracts';
import type { FormEvent } from 'react';
import { ANNOUNCEMENT_ROOM_LABEL } from '../ui/announcements-label.ts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/check-box.tsx';
import { DialogFooter } from '../ui/dialog.tsx';
import { FormNote } from '../ui/form-note.tsx';
import { MAX_ROOM_NAME_CODE_UNITS } from '../ui/max-room-name-units.ts';
import { Spinner } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { CommonStepProps } from './common-step-props.ts';

interface GroupNameStepProps extends CommonStepProps {
  readonly name: string;
  readonly onChangeName: (name: string) => void;
  readonly postPolicy: PostPolicy;
  readonly onChangePostPolicy: (postPolicy: PostPolicy) => void;
  readonly onBack: () => void;
  readonly onCreate: () => void;
}

export function GroupNameStep(props: GroupNameStepProps) {
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
