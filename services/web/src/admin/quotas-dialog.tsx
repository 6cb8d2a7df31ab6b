import type { ServiceAccount } from '@kcs/contracts';
import { TextField } from '../ui/text-field.tsx';
import type { AccountQuotas } from './admin-api.ts';
import { useAdministration } from './admin-context.ts';
import { DialogForm, readTextField } from './dialog-form.tsx';

const QUOTA_LABELS: Readonly<Record<keyof AccountQuotas, string>> = {
  documents_per_second: 'Documents per second',
  documents_per_day: 'Documents per day',
  recipients_per_day: 'Recipients per day',
};
const QUOTA_NAMES = Object.keys(QUOTA_LABELS) as (keyof AccountQuotas)[];
const MAX_QUOTA = 1_000_000_000;

interface QuotasDialogProps {
  readonly account: ServiceAccount;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Changes how many notifications a service account may send. */
export function QuotasDialog({ account, onChanged, onClose }: QuotasDialogProps) {
  const { api } = useAdministration();
  const setQuotas = async (fields: FormData) => {
    const quotas = QUOTA_NAMES.map((name) => {
      const text = readTextField(fields, name);
      return [name, text === '' ? null : Number(text)] as const;
    });
    await api.setQuotas(account.id, Object.fromEntries(quotas) as unknown as AccountQuotas);
    onChanged();
  };
  return (
    <DialogForm
      title={`Quotas of ${account.name}`}
      action="Save"
      hint="Leave a field empty to use the default of the system."
      onSubmit={setQuotas}
      onClose={onClose}
    >
      {QUOTA_NAMES.map((name) => (
        <TextField
          key={name}
          label={QUOTA_LABELS[name]}
          name={name}
          type="number"
          min={0}
          max={MAX_QUOTA}
          step={1}
          defaultValue={account[name] ?? ''}
        />
      ))}
    </DialogForm>
  );
}
