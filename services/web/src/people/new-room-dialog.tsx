import type { PostPolicy, User } from '@kcs/contracts';
import { useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { goToRoomAddress } from '../chat/room-address.ts';
import { useFormSubmission } from '../chat/use-submission.ts';
import { Dialog } from '../ui/dialog.tsx';
import { GroupNameStep } from './group-name-step.tsx';
import { PeopleStep } from './people-step.tsx';
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
