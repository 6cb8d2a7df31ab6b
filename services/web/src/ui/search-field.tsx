import { Search, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { IconButton } from './icon-button.tsx';
import { isComposing } from './is-composing.ts';
import './search-field.css';

interface SearchFieldProps {
  readonly label: string;
  /** The text that the empty field shows. Defaults to the label, which may be too long for a narrow field. */
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/**
 * A search field that filters a list while the user types. Escape clears the field. If the field is empty, Escape
 * closes the dialog that contains the field.
 */
export function SearchField({ label, placeholder = label, value, onChange }: SearchFieldProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const clearsSearch = event.key === 'Escape' && value !== '';
    if (clearsSearch) onChange('');
    // Prevent Enter from submitting the form around the field.
    if (clearsSearch || event.key === 'Enter') event.preventDefault();
  };
  return (
    <div className="search">
      <Search aria-hidden="true" />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value ? <IconButton icon={X} label="Clear search" onClick={() => onChange('')} /> : null}
    </div>
  );
}
