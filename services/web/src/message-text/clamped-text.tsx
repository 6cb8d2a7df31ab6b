import { type FocusEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** Shows the first lines of a long text, and a button that shows or hides the rest. A short text has no button. */
export function ClampedText({ children }: { readonly children: ReactNode }) {
  const textBoxRef = useRef<HTMLDivElement>(null);
  const [isCut, setCut] = useState(false);
  const [isExpanded, setExpanded] = useState(false);
  // Use a layout effect, which runs before the browser paints, so that the page does not jump.
  useLayoutEffect(() => {
    const textBox = textBoxRef.current;
    if (textBox === null || isExpanded) return;
    const updateIsCut = () => setCut(textBox.scrollHeight > textBox.clientHeight + 1);
    updateIsCut();
    const observer = new ResizeObserver(updateIsCut);
    observer.observe(textBox);
    return () => observer.disconnect();
  }, [isExpanded]);
  const expandOnFocus = ({ target, currentTarget }: FocusEvent) => {
    if (target.getBoundingClientRect().bottom > currentTarget.getBoundingClientRect().bottom)
      setExpanded(true);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the handler only receives focus events of links in the text */}
      <div
        onFocus={expandOnFocus}
        ref={textBoxRef}
        className={`text text-long ${isExpanded ? '' : 'text-clamped'} ${isCut && !isExpanded ? 'text-cut' : ''}`}
      >
        {children}
      </div>
      {isCut ? (
        <button
          type="button"
          className="show-more"
          tabIndex={-1}
          aria-expanded={isExpanded}
          onClick={() => setExpanded(!isExpanded)}
        >
          {isExpanded ? 'Show less' : 'Show more'}
        </button>
      ) : null}
    </>
  );
}
