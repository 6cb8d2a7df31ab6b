import type { LucideIcon } from 'lucide-react';

interface DeliveryIconProps {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly className?: string;
}

/** Shows an icon for a delivery state. `text` is both the tooltip of the icon and its label for screen readers. */
export function DeliveryIcon({ icon: Icon, text, className = '' }: DeliveryIconProps) {
  return (
    <span className={`ticks ${className}`} title={text}>
      <Icon aria-hidden="true" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
