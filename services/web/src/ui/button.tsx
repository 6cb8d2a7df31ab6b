import type { ComponentProps } from 'react';
import './button.css';

interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: 'plain' | 'primary' | 'danger';
  /** Whether the button is as wide as its form. */
  readonly wide?: boolean;
}

export function Button({ variant = 'plain', wide = false, ...rest }: ButtonProps) {
  const classNames = ['button', `button-${variant}`, wide ? 'button-wide' : ''];
  return <button type="button" className={classNames.join(' ')} {...rest} />;
}
