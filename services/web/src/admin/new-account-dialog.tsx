import type { ServiceScope } from '@kcs/contracts';
import { TextField } from '../ui/text-field.tsx';
import { useAdministration } from './admin-context.ts';
import { DialogForm, readTextField } from './dialog-form.tsx';

const SCOPES: readonly ServiceScope[] = [
  ...(['notifications:write', 'users:read', 'users:write'] as const),
  ...(['rooms:read', 'messages:write', 'tokens:create'] as const),
];

interface NewAccountDialogProps {
  /** Called with the token of the new account. */
  readonly onCreated: (token: string) => void;
  readonly onClose: () => void;
}

export function NewAccountDialog({ onCreated, onClose }: NewAccountDialogProps) {
  const { api } = useAdministration();
  const createAccount = async (fields: FormData) => {
    const scopes = SCOPES.filter((scope) => fields.has(scope));
    const { token } = await api.createAccount(readTextField(fields, 'name'), scopes);
    onCreated(token);
  };
  return (
    <DialogForm
      title="New service account"
      action="Create"
      hint="Next, you will see the token of the account. It is shown only once."
      onSubmit={createAccount}
      onClose={onClose}
    >
      <TextField
        label="Name (lowercase letters, digits, and hyphens)"
        name="name"
        required
        pattern="[a-z][a-z0-9\-]{1,31}"
        autoComplete="off"
      />
      <fieldset>
        <legend>What the program may do</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="check">
            <input type="checkbox" name={scope} />
            <span>{scope}</span>
          </label>
        ))}
      </fieldset>
    </DialogForm>
  );
}
