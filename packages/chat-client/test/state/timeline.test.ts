import fc from 'fast-check';
import t from 'tap';
import {
  addLoadedPage,
  applyEventToTimeline,
  createTimeline,
  endFailedPageLoad,
  type MessagePage,
  resetTimeline,
  startPageLoad,
  type Timeline,
  trimTimeline,
} from '../../src/state/timeline.ts';
import { messageCreated, messageOf, messageUpdated } from '../support/samples.ts';

const loaded = addLoadedPage(createTimeline(1), { messages: [messageOf(5)], hasOlder: true }, 1);

t.test('a loaded page is merged by seq', async (t) => {
  t.match(loaded, { loaded: true, loading: false, hasOlder: true });
  const older = { messages: [messageOf(4), messageOf(3)], hasOlder: false, adjoins: true };
  const { messages, hasOlder } = addLoadedPage(startPageLoad(loaded), older, 1);
  t.same(
    messages.map(({ seq }) => seq),
    [3, 4, 5],
  );
  t.notOk(hasOlder);
});

t.test('events that arrive while a page is loading are applied to it', async (t) => {
  const changed = applyEventToTimeline(startPageLoad(loaded), messageUpdated(6, 2, { content: 'edited' }));
  const page = { messages: [messageOf(2), messageOf(1)], hasOlder: false, adjoins: true };
  t.same(
    addLoadedPage(changed, page, 1).messages.map(({ content }) => content),
    ['text 1', 'edited', 'text 5'],
  );
});

t.test('a page that fails to load can be requested again', async (t) => {
  const failed = endFailedPageLoad(startPageLoad(loaded), 1);
  t.match(failed, { loading: false, failed: true, messages: loaded.messages });
  t.match(startPageLoad(failed), { loading: true, failed: false });
});

t.test('a page that was requested before the room was reset is dropped', async (t) => {
  const reset = resetTimeline({ messages: [messageOf(9)], hasOlder: true }, 2);
  t.same(reset.messages, [messageOf(9)]);
  t.equal(addLoadedPage(reset, { messages: [messageOf(1)], hasOlder: false }, 1), reset);
  t.equal(endFailedPageLoad(reset, 1), reset);
});

t.test(
  'a reset that loads no page leaves an empty timeline marked as failed, so that it can be loaded again',
  async (t) => {
    t.match(resetTimeline(null, 2), { messages: [], loading: false, failed: true });
  },
);

const seqsOf = ({ messages }: Timeline) => messages.map(({ seq }) => seq);

t.test('a live message beyond the end of the window is counted but does not enter the window', async (t) => {
  const page = { messages: [messageOf(5), messageOf(6)], hasOlder: true, hasNewer: true };
  const window = applyEventToTimeline(addLoadedPage(createTimeline(1), page, 1), messageCreated(9));
  t.same(seqsOf(window), [5, 6]);
  t.equal(window.newerCount, 1);
  const rest = { messages: [messageOf(9), messageOf(8)], hasNewer: false, adjoins: true };
  const grown = applyEventToTimeline(addLoadedPage(startPageLoad(window), rest, 1), messageCreated(10));
  t.same(seqsOf(grown), [5, 6, 8, 9, 10]);
  t.match(grown, { hasNewer: false, hasOlder: true, newerCount: 0 });
});

t.test(
  'a page elsewhere in the history replaces the window, and an overlapping page extends it',
  async (t) => {
    const elsewhere = { messages: [messageOf(1), messageOf(2)], hasOlder: false, hasNewer: true };
    t.same(seqsOf(addLoadedPage(loaded, elsewhere, 1)), [1, 2]);
    const overlapping = { messages: [messageOf(4), messageOf(5)], hasOlder: false, hasNewer: true };
    const extended = addLoadedPage(loaded, overlapping, 1);
    t.same(seqsOf(extended), [4, 5]);
    t.match(
      extended,
      { hasOlder: false, hasNewer: false },
      'the window already ended at the end of the history',
    );
  },
);

t.test('a timeline that is never trimmed drops its oldest messages once it is too long', async (t) => {
  let timeline = addLoadedPage(createTimeline(1), { messages: [messageOf(1)], hasOlder: false }, 1);
  for (let seq = 2; seq <= 3_002; seq += 1) timeline = applyEventToTimeline(timeline, messageCreated(seq));
  t.match(timeline, { hasOlder: true, hasNewer: false });
  t.ok(timeline.messages.length < 3_000);
  t.equal(timeline.messages.at(-1)?.seq, 3_002);
});

t.test(
  'a window is always one contiguous part of the history, whatever is loaded, sent, or trimmed',
  async (t) => {
    const step = fc.oneof(
      fc.constantFrom('send', 'older', 'newer', 'newest', 'arrive', 'fail'),
      fc.record({ around: fc.nat({ max: 40 }) }),
      fc.record({ trim: fc.nat({ max: 40 }) }),
    );
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const run = new HistoryRun();
      for (const one of steps) run.do(one);
      run.do('arrive');
      run.check();
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
  },
);

type HistoryStep =
  | 'send'
  | 'older'
  | 'newer'
  | 'newest'
  | 'arrive'
  | 'fail'
  | { around: number }
  | { trim: number };

/**
 * Simulates a room's history and a client's window on it. A page arrives several steps after the server has read it.
 */
class HistoryRun {
  private history = Array.from({ length: 20 }, (_, n) => messageOf(n + 1));
  private timeline = createTimeline(1);
  private arriving: { page: MessagePage; version: number } | undefined;

  constructor() {
    this.request(this.slice(15, 20));
  }

  do(step: HistoryStep): void {
    const { messages, loading, hasOlder, hasNewer } = this.timeline;
    const first = (messages[0]?.seq ?? 1) - 1;
    const last = messages.at(-1)?.seq ?? 0;
    const canLoad = !loading && messages.length > 0;
    if (step === 'send') this.send();
    else if (step === 'arrive') this.arrive();
    else if (step === 'fail') this.fail();
    else if (step === 'older' && canLoad && hasOlder) this.request(this.slice(first - 3, first, true));
    else if (step === 'newer' && canLoad && hasNewer) this.request(this.slice(last, last + 3, true));
    else if (step === 'newest') this.move(this.slice(this.history.length - 3, this.history.length));
    else if (typeof step === 'object' && 'around' in step)
      this.move(this.slice(step.around - 2, step.around + 2));
    else if (typeof step === 'object' && 'trim' in step)
      this.timeline = trimTimeline(this.timeline, step.trim, 6);
    this.check();
  }

  check(): void {
    const { messages, loaded, hasOlder, hasNewer, loading } = this.timeline;
    if (!loaded) return;
    const first = messages[0]?.seq ?? 1;
    const expected = this.history.slice(first - 1, first - 1 + messages.length);
    if (JSON.stringify(messages) !== JSON.stringify(expected)) throw new Error('the window has a gap');
    if (!hasOlder && first !== 1) throw new Error('older messages are forgotten');
    // While a page is loading, the timeline keeps events for that page but also applies them to the window at once.
    if (!hasNewer && messages.at(-1)?.seq !== this.history.length)
      throw new Error(`newer messages are missing (loading: ${loading})`);
  }

  private send(): void {
    const seq = this.history.length + 1;
    this.history.push(messageOf(seq));
    this.timeline = applyEventToTimeline(this.timeline, messageCreated(seq));
  }

  private slice(from: number, to: number, adjoins = false): MessagePage {
    const start = Math.max(0, Math.min(from, this.history.length - 1));
    const messages = this.history.slice(start, Math.max(to, start + 1));
    const hasOlder = start > 0;
    const hasNewer = start + messages.length < this.history.length;
    if (!adjoins) return { messages, hasOlder, hasNewer };
    return from < (this.timeline.messages[0]?.seq ?? 0)
      ? { messages, hasOlder, adjoins }
      : { messages, hasNewer, adjoins };
  }

  private request(page: MessagePage): void {
    this.timeline = startPageLoad(this.timeline);
    this.arriving = { page, version: this.timeline.version };
  }

  private move(page: MessagePage): void {
    this.timeline = startPageLoad(this.timeline, this.timeline.version + 1);
    this.arriving = { page, version: this.timeline.version };
  }

  private arrive(): void {
    if (this.arriving)
      this.timeline = addLoadedPage(this.timeline, this.arriving.page, this.arriving.version);
    this.arriving = undefined;
  }

  private fail(): void {
    if (this.arriving) this.timeline = endFailedPageLoad(this.timeline, this.arriving.version, false);
    this.arriving = undefined;
  }
}
