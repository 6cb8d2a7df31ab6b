import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface Props extends ComponentProps<'button'> {
  readonly icon: LucideIcon;
  /** What it does: the name for those who do not see the icon, and the tooltip. */
  readonly label: string;
}

export function IconButton({ icon: Icon, label, className = '', ...rest }: Props) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon aria-hidden="true" />
    </button>
  );
}
