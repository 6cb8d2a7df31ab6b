import { type ComponentProps, type ReactNode, type ToggleEvent, useId, useState } from 'react';
import { findEnabledItems, moveMenuFocus } from './menu-focus.ts';
import './menu.css';

interface MenuItem<Id extends string> {
  readonly id: Id;
  /** The name of the item for screen readers. Defaults to the item's text. */
  readonly label?: string;
  readonly content: ReactNode;
  /** Whether a radio or checkbox item is checked. Undefined for an item that performs an action. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
}

type MenuButtonProps = Pick<
  ComponentProps<'button'>,
  'popoverTarget' | 'aria-haspopup' | 'aria-expanded' | 'aria-controls'
>;

interface MenuProps<Id extends string> {
  /** The name of the menu for screen readers. */
  readonly label: string;
  readonly items: readonly MenuItem<Id>[];
  readonly onPick: (id: Id) => void;
  /** Renders the button that opens the menu. The function must pass the given props to a `<button>`. */
  readonly button: (props: MenuButtonProps) => ReactNode;
  readonly className?: string;
  /**
   * Items with the role `menuitem` perform an action. Only one radio item can be checked at a time. Checkbox items are
   * independent of each other.
   */
  readonly itemRole: 'menuitem' | 'menuitemradio' | 'menuitemcheckbox';
}

/**
 * A menu in a native popover. The browser shows the menu above everything else, closes it on Escape or an outside
 * click, and returns the focus to the menu's button. The arrow keys, Home, and End move the focus between the items.
 */
export function Menu<Id extends string>(props: MenuProps<Id>) {
  const { label, items, onPick, button, className = '', itemRole } = props;
  const menuId = useId();
  const [open, setOpen] = useState(false);
  const onBeforeToggle = ({ newState }: ToggleEvent) => newState === 'open' && setOpen(true);
  const onToggle = ({ currentTarget: menu, newState }: ToggleEvent<HTMLDivElement>) => {
    // Keep the menu items on the page until the browser has closed the menu. The browser returns the focus to the
    // button only if the focused item still exists.
    if (newState === 'closed') return setOpen(false);
    const itemToFocus = menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? findEnabledItems(menu)[0];
    itemToFocus?.focus();
  };
  return (
    <>
      {button({
        popoverTarget: menuId,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': open ? menuId : undefined,
      })}
      <div
        id={menuId}
        popover="auto"
        role="menu"
        aria-label={label}
        className={`menu ${className}`}
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onKeyDown={moveMenuFocus}
      >
        {open
          ? items.map((item) => (
              <button
                key={item.id}
                type="button"
                {...{ role: itemRole, 'aria-checked': item.checked }}
                aria-label={item.label}
                disabled={item.disabled}
                tabIndex={-1}
                popoverTarget={menuId}
                popoverTargetAction="hide"
                onClick={() => onPick(item.id)}
              >
                {item.content}
              </button>
            ))
          : null}
      </div>
    </>
  );
}
