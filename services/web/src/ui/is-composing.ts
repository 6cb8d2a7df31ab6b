/**
 * Returns whether a key press belongs to an input method, for example the Enter key that chooses a candidate. No key
 * handler may act on such a key. Most browsers set `isComposing`. WebKit ends the composition before it sends the key
 * event, and marks the event only with the key code 229.
 */
export function isComposing(event: KeyboardEvent | { readonly nativeEvent: KeyboardEvent }): boolean {
  const { isComposing: composes, keyCode } = 'nativeEvent' in event ? event.nativeEvent : event;
  return composes || keyCode === 229;
}
