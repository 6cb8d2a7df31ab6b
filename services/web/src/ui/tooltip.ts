import { type FocusEvent, type PointerEvent, useEffect, useRef } from 'react';
import './tooltip.css';

/** The space in pixels between a button and its tooltip, and between the tooltip and the window edge. */
const TOOLTIP_GAP_PX = 6;

interface TooltipHandlers {
  readonly onPointerOver: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
  readonly onPointerDown: () => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onBlur: () => void;
}

/**
 * Returns event handlers that show a tooltip while the mouse is over the element or the element has the keyboard focus.
 * The tooltip repeats the element's accessible name, so screen readers skip the tooltip.
 */
export function useTooltip(text: string): TooltipHandlers {
  const currentTargetRef = useRef<HTMLElement>(null);
  const hideTargetTooltip = () => {
    if (currentTargetRef.current !== null) hideTooltip();
    currentTargetRef.current = null;
  };
  const showTargetTooltip = (target: HTMLElement) => {
    if (currentTargetRef.current === target) return;
    currentTargetRef.current = target;
    // Wait for the next frame, because browsers do not show a popover while another one, such as a menu, is opening or
    // closing.
    requestAnimationFrame(() => currentTargetRef.current === target && showTooltip(target, text));
  };
  // Update the visible tooltip when the element's name changes, and hide the tooltip when the element disappears.
  useEffect(() => {
    if (currentTargetRef.current !== null) showTooltip(currentTargetRef.current, text);
  }, [text]);
  useEffect(() => {
    const targetRefForCleanup = currentTargetRef;
    return () => {
      if (targetRefForCleanup.current !== null) hideTooltip();
    };
  }, []);
  return {
    // Use `pointerover` instead of `pointerenter`, because React misses the enter event if another element under the
    // mouse has just been removed.
    onPointerOver: ({ pointerType, currentTarget }) =>
      pointerType !== 'touch' && showTargetTooltip(currentTarget),
    onPointerLeave: hideTargetTooltip,
    onPointerDown: hideTargetTooltip,
    onFocus: ({ currentTarget }) =>
      currentTarget.matches(':focus-visible') && showTargetTooltip(currentTarget),
    onBlur: hideTargetTooltip,
  };
}

let tooltipElement: HTMLElement | undefined;

/**
 * Shows the tooltip. The page has one tooltip for all elements. The tooltip is a popover, so it appears above
 * everything else, including modal dialogs.
 */
function showTooltip(target: HTMLElement, text: string): void {
  if (tooltipElement === undefined) {
    tooltipElement = document.createElement('div');
    tooltipElement.className = 'tooltip';
    tooltipElement.popover = 'manual';
    tooltipElement.ariaHidden = 'true';
  }
  document.body.append(tooltipElement);
  tooltipElement.textContent = text;
  // Browsers without the Popover API show no tooltip.
  tooltipElement.showPopover?.();
  const targetRect = target.getBoundingClientRect();
  const { width, height } = tooltipElement.getBoundingClientRect();
  const centeredLeft = targetRect.left + (targetRect.width - width) / 2;
  const tooltipFitsAbove = targetRect.top - height - TOOLTIP_GAP_PX >= 0;
  tooltipElement.style.left = `${Math.max(TOOLTIP_GAP_PX, Math.min(centeredLeft, window.innerWidth - width - TOOLTIP_GAP_PX))}px`;
  tooltipElement.style.top = `${tooltipFitsAbove ? targetRect.top - height - TOOLTIP_GAP_PX : targetRect.bottom + TOOLTIP_GAP_PX}px`;
}

const hideTooltip = (): void => tooltipElement?.remove();
