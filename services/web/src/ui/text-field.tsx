import type { ComponentProps } from 'react';
import './text-field.css';

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string;
}

/** Shows a one-line text field with a label above it. */
export function TextField({ label, ...rest }: TextFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input dir="auto" {...rest} />
    </label>
  );
}
