import type { User } from '@kcs/contracts';
import { TextField } from '../ui/text-field.tsx';
import { useAdministration } from './admin-context.ts';
import { DialogForm, readTextField } from './dialog-form.tsx';

interface ResetPasswordDialogProps {
  readonly user: User;
  readonly onClose: () => void;
}

export function ResetPasswordDialog({ user, onClose }: ResetPasswordDialogProps) {
  const { api, run } = useAdministration();
  const resetPassword = async (fields: FormData) => {
    await api.updateUser(user.id, { password: readTextField(fields, 'password') });
    await run(async () => undefined, `The password of ${user.name} has changed.`);
  };
  return (
    <DialogForm
      title={`Reset the password of ${user.name}`}
      action="Reset"
      hint="All sessions of this person will end. Give them the new password."
      onSubmit={resetPassword}
      onClose={onClose}
    >
      <TextField label="New password" name="password" required minLength={8} autoComplete="off" />
    </DialogForm>
  );
}
