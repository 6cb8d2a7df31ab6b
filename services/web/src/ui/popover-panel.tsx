import {
  type ComponentProps,
  type FocusEvent,
  type ReactNode,
  type ToggleEvent,
  useId,
  useRef,
  useState,
} from 'react';
import { useBackToClose } from './use-back-to-close.ts';
import './popover-panel.css';

type PanelButtonProps = Pick<
  ComponentProps<'button'>,
  'popoverTarget' | 'aria-haspopup' | 'aria-expanded' | 'aria-controls'
>;

interface PopoverPanelProps {
  /** The name of the panel for screen readers. */
  readonly label: string;
  /** Renders the button that opens the panel. The function must pass the given props to a `<button>`. */
  readonly button: (props: PanelButtonProps) => ReactNode;
  /** Renders the content of the open panel. `close` closes the panel. */
  readonly children: (close: () => void) => ReactNode;
}

/**
 * A panel in a native popover. It appears beside its button, and on phones, it covers the whole page. The panel takes
 * the focus when it opens. It closes on Escape, on the Back button, and when the user clicks or moves the focus outside
 * it. The browser then returns the focus to the button, unless the user has moved the focus elsewhere.
 */
export function PopoverPanel({ label, button, children }: PopoverPanelProps) {
  const panelId = useId();
  const panelRef = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const closePanel = () => panelRef.current?.hidePopover();
  useBackToClose(closePanel, open);
  const onBeforeToggle = ({ newState }: ToggleEvent) => newState === 'open' && setOpen(true);
  const onToggle = ({ currentTarget: panel, newState }: ToggleEvent<HTMLDivElement>) => {
    // Keep the content on the page until the browser has closed the panel. The browser returns the focus to the button
    // only if the focused element still exists.
    if (newState === 'closed') setOpen(false);
    else panel.focus();
  };
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) closePanel();
  };
  return (
    <>
      {button({
        popoverTarget: panelId,
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
        'aria-controls': open ? panelId : undefined,
      })}
      <div
        ref={panelRef}
        id={panelId}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        className="popover-panel"
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onBlur={onBlur}
      >
        {open ? children(closePanel) : null}
      </div>
    </>
  );
}
