import type { ComponentProps } from 'react';
import './select-field.css';

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'onChange'> {
  readonly label: string;
  readonly choices: readonly string[];
}

/** Shows a list of choices with a label above it. */
export function SelectField({ label, choices, ...rest }: SelectFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select className="select-field" {...rest}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}
