import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import './icon-button.css';

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: LucideIcon;
  /** The name of the action. Screen readers announce it, and the tooltip shows it. */
  readonly label: string;
}

export function IconButton({ icon: Icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon aria-hidden="true" />
    </button>
  );
}
