import { type FocusEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** Shows the first lines of a long text, and a button that shows or hides the rest. A short text has no button. */
export function ClampedText({ children }: { readonly children: ReactNode }) {
  const textElementRef = useRef<HTMLDivElement>(null);
  const [isCut, setCut] = useState(false);
  const [isExpanded, setExpanded] = useState(false);
  // Use a layout effect, which runs before the browser paints, so that the page does not jump.
  useLayoutEffect(() => {
    const textElement = textElementRef.current;
    if (textElement === null || isExpanded) return;
    const updateIsCut = () => setCut(textElement.scrollHeight > textElement.clientHeight + 1);
    updateIsCut();
    const resizeObserver = new ResizeObserver(updateIsCut);
    resizeObserver.observe(textElement);
    return () => resizeObserver.disconnect();
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
        ref={textElementRef}
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
