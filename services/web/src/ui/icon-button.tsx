import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTooltip } from './tooltip.ts';
import './icon-button.css';

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: LucideIcon;
  /** The name of the action, for screen readers and the tooltip. */
  readonly label: string;
  /** The keyboard shortcut for the action, such as "Esc". The tooltip shows it. */
  readonly shortcut?: string;
}

export function IconButton({ icon: Icon, label, shortcut, className = '', ...rest }: IconButtonProps) {
  const tooltipHandlers = useTooltip(shortcut ? `${label} (${shortcut})` : label);
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      {...tooltipHandlers}
      {...rest}
    >
      <Icon aria-hidden="true" />
    </button>
  );
}
