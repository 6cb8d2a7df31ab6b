import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { announceFocus, isAnyPageFocused } from '../../src/notifications/focused-page.ts';
import { setStandInGlobals } from '../support/stand-in-globals.ts';

/** A stand-in for the locks that all tabs of a browser share. Grants every request, because all locks are shared. */
class StandInLocks {
  readonly #held: { readonly name: string }[] = [];

  async request(name: string, _options: object, hold: () => Promise<void>): Promise<void> {
    const lock = { name };
    this.#held.push(lock);
    await hold();
    this.#held.splice(this.#held.indexOf(lock), 1);
  }

  query = async () => ({ held: [...this.#held] });
}

t.test('a tab without the focus knows whether another tab of the browser has it', async (t) => {
  const window = new EventTarget();
  let hasFocus = true;
  const document = { hasFocus: () => hasFocus };
  setStandInGlobals(t, { window, document, navigator: { locks: new StandInLocks() } });
  announceFocus();
  t.equal(await isAnyPageFocused(), true);
  // From here on, `hasFocus` answers for another tab, which shares only the locks with the tab above.
  hasFocus = false;
  t.equal(await isAnyPageFocused(), true, 'the other tab had the focus when it loaded');
  window.dispatchEvent(new Event('blur'));
  await setImmediate();
  t.equal(await isAnyPageFocused(), false);
  for (const type of ['focus', 'focus', 'blur']) window.dispatchEvent(new Event(type));
  await setImmediate();
  t.equal(await isAnyPageFocused(), false, 'two events in a row leave no lock behind');
  window.dispatchEvent(new Event('focus'));
  t.equal(await isAnyPageFocused(), true);
});

t.test('in a browser without locks, only the tab’s own focus counts', async (t) => {
  setStandInGlobals(t, { document: { hasFocus: () => false }, navigator: {} });
  announceFocus();
  t.equal(await isAnyPageFocused(), false);
});
