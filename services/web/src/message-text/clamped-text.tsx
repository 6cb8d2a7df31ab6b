import { type FocusEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** Shows the first lines of a text, and a button that shows the rest. Without more lines, there is no button. */
export function ClampedText({ children }: { readonly children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const [isCut, setCut] = useState(false);
  const [expanded, setExpanded] = useState(false);
  // Use a layout effect. It runs before the browser paints, so the page does not jump.
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null || expanded) return;
    const measure = () => setCut(box.scrollHeight > box.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [expanded]);
  const expandForFocus = ({ target, currentTarget }: FocusEvent) => {
    if (target.getBoundingClientRect().bottom > currentTarget.getBoundingClientRect().bottom)
      setExpanded(true);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the text only hears of the focus of its links */}
      <div
        onFocus={expandForFocus}
        ref={ref}
        className={`text text-long ${expanded ? '' : 'text-clamped'} ${isCut && !expanded ? 'text-cut' : ''}`}
      >
        {children}
      </div>
      {isCut ? (
        <button
          type="button"
          className="show-more"
          tabIndex={-1}
          aria-expanded={expanded}
          onClick={() => setExpanded(!expanded)}
        >
          {expanded ? 'Show less' : 'Show more'}
        </button>
      ) : null}
    </>
  );
}
