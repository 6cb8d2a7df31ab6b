import type { ComponentProps } from 'react';
import './text-field.css';

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string;
}

/** A one-line text field below its label. */
export function TextField({ label, ...rest }: TextFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input {...rest} />
    </label>
  );
}
