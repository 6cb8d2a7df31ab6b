import type { ComponentProps } from 'react';
import './button.css';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: 'plain' | 'primary' | 'danger';
  /** As wide as the form around it. */
  readonly wide?: boolean;
}

export function Button({ look = 'plain', wide = false, ...rest }: ButtonProps) {
  const classes = ['button', `button-${look}`, wide ? 'button-wide' : ''];
  return <button type="button" className={classes.join(' ')} {...rest} />;
}
