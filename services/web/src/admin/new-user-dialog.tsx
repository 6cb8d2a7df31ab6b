import type { UserType } from '@kcs/contracts';
import { TextField } from '../ui/text-field.tsx';
import { useAdministration } from './admin-context.ts';
import { DialogForm, readTextField } from './dialog-form.tsx';
import { SelectField } from './select-field.tsx';

const USER_TYPES: readonly UserType[] = ['Student', 'Teacher', 'Parent', 'Staff', 'Admin'];

interface NewUserDialogProps {
  readonly onCreated: (name: string) => void;
  readonly onClose: () => void;
}

export function NewUserDialog({ onCreated, onClose }: NewUserDialogProps) {
  const { api } = useAdministration();
  const createUser = async (fields: FormData) => {
    const { name } = await api.createUser({
      name: readTextField(fields, 'name'),
      email: readTextField(fields, 'email'),
      user_type: readTextField(fields, 'user_type') as UserType,
      password: readTextField(fields, 'password'),
    });
    onCreated(name);
  };
  return (
    <DialogForm
      title="New user"
      action="Create"
      hint="Give this password to the person. They can change it after they log in."
      onSubmit={createUser}
      onClose={onClose}
    >
      <TextField label="Name" name="name" required autoComplete="off" />
      <TextField label="Email" name="email" type="email" required autoComplete="off" />
      <SelectField label="Type" name="user_type" choices={USER_TYPES} defaultValue="Student" />
      <TextField label="Password" name="password" required minLength={8} autoComplete="off" />
    </DialogForm>
  );
}
