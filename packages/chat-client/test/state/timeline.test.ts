import fc from 'fast-check';
import t from 'tap';
import { addLoadedPage, resetTimeline } from '../../src/state/add-loaded-page.ts';
import { applyEventToTimeline } from '../../src/state/apply-event-to-timeline.ts';
import type { MessagePage } from '../../src/state/message-page.ts';
import { createTimeline, endFailedPageLoad, startPageLoad, type Timeline } from '../../src/state/timeline.ts';
import { trimTimeline } from '../../src/state/trim-timeline.ts';
import { buildMessage, buildMessageCreatedEvent, buildMessageUpdatedEvent } from '../support/samples.ts';

const loadedTimeline = addLoadedPage(createTimeline(1), { messages: [buildMessage(5)], hasOlder: true }, 1);

t.test('the messages of a loaded page are inserted in order of seq', async (t) => {
  t.match(loadedTimeline, { loaded: true, loading: false, hasOlder: true });
  const olderPage = { messages: [buildMessage(4), buildMessage(3)], hasOlder: false, adjoins: true };
  const { messages, hasOlder } = addLoadedPage(startPageLoad(loadedTimeline), olderPage, 1);
  t.same(
    messages.map(({ seq }) => seq),
    [3, 4, 5],
  );
  t.notOk(hasOlder);
});

t.test('events that arrive while a page is loading are applied to that page', async (t) => {
  const timelineWithEdit = applyEventToTimeline(
    startPageLoad(loadedTimeline),
    buildMessageUpdatedEvent(6, 2, { content: 'edited' }),
  );
  const page = { messages: [buildMessage(2), buildMessage(1)], hasOlder: false, adjoins: true };
  t.same(
    addLoadedPage(timelineWithEdit, page, 1).messages.map(({ content }) => content),
    ['text 1', 'edited', 'text 5'],
  );
});

t.test('a page that fails to load can be requested again', async (t) => {
  const failedTimeline = endFailedPageLoad(startPageLoad(loadedTimeline), 1);
  t.match(failedTimeline, { loading: false, failed: true, messages: loadedTimeline.messages });
  t.match(startPageLoad(failedTimeline), { loading: true, failed: false });
});

t.test('a page that was requested before the room was reset is dropped', async (t) => {
  const timelineAfterReset = resetTimeline({ messages: [buildMessage(9)], hasOlder: true }, 2);
  t.same(timelineAfterReset.messages, [buildMessage(9)]);
  t.equal(
    addLoadedPage(timelineAfterReset, { messages: [buildMessage(1)], hasOlder: false }, 1),
    timelineAfterReset,
  );
  t.equal(endFailedPageLoad(timelineAfterReset, 1), timelineAfterReset);
});

t.test(
  'a reset that loads no page leaves an empty timeline marked as failed, so that it can be loaded again',
  async (t) => {
    t.match(resetTimeline(null, 2), { messages: [], loading: false, failed: true });
  },
);

const listSeqs = ({ messages }: Timeline) => messages.map(({ seq }) => seq);

t.test('a live message beyond the end of the window is counted but does not enter the window', async (t) => {
  const page = { messages: [buildMessage(5), buildMessage(6)], hasOlder: true, hasNewer: true };
  const timelineWithNewerMessages = applyEventToTimeline(
    addLoadedPage(createTimeline(1), page, 1),
    buildMessageCreatedEvent(9),
  );
  t.same(listSeqs(timelineWithNewerMessages), [5, 6]);
  t.equal(timelineWithNewerMessages.newerCount, 1);
  const remainingPage = { messages: [buildMessage(9), buildMessage(8)], hasNewer: false, adjoins: true };
  const grownTimeline = applyEventToTimeline(
    addLoadedPage(startPageLoad(timelineWithNewerMessages), remainingPage, 1),
    buildMessageCreatedEvent(10),
  );
  t.same(listSeqs(grownTimeline), [5, 6, 8, 9, 10]);
  t.match(grownTimeline, { hasNewer: false, hasOlder: true, newerCount: 0 });
});

t.test(
  'a page elsewhere in the history replaces the window, and an overlapping page extends it',
  async (t) => {
    const distantPage = { messages: [buildMessage(1), buildMessage(2)], hasOlder: false, hasNewer: true };
    t.same(listSeqs(addLoadedPage(loadedTimeline, distantPage, 1)), [1, 2]);
    const overlappingPage = { messages: [buildMessage(4), buildMessage(5)], hasOlder: false, hasNewer: true };
    const extendedTimeline = addLoadedPage(loadedTimeline, overlappingPage, 1);
    t.same(listSeqs(extendedTimeline), [4, 5]);
    t.match(
      extendedTimeline,
      { hasOlder: false, hasNewer: false },
      'the window already ended at the end of the history',
    );
  },
);

t.test(
  'a timeline that the application never trims drops its oldest messages once it is too long',
  async (t) => {
    let timeline = addLoadedPage(createTimeline(1), { messages: [buildMessage(1)], hasOlder: false }, 1);
    for (let seq = 2; seq <= 3_002; seq += 1)
      timeline = applyEventToTimeline(timeline, buildMessageCreatedEvent(seq));
    t.match(timeline, { hasOlder: true, hasNewer: false });
    t.ok(timeline.messages.length < 3_000);
    t.equal(timeline.messages.at(-1)?.seq, 3_002);
  },
);

t.test(
  'a window is always one contiguous part of the history, whatever is loaded, sent, or trimmed',
  async (t) => {
    const stepArbitrary = fc.oneof(
      fc.constantFrom('send', 'older', 'newer', 'newest', 'arrive', 'fail'),
      fc.record({ around: fc.nat({ max: 40 }) }),
      fc.record({ trim: fc.nat({ max: 40 }) }),
    );
    const historyProperty = fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
      const historySimulation = new HistorySimulation();
      for (const historyStep of steps) historySimulation.do(historyStep);
      historySimulation.do('arrive');
      historySimulation.check();
    });
    t.doesNotThrow(() => fc.assert(historyProperty, { numRuns: 500 }));
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
class HistorySimulation {
  private history = Array.from({ length: 20 }, (_, n) => buildMessage(n + 1));
  private timeline = createTimeline(1);
  private arriving: { page: MessagePage; version: number } | undefined;

  constructor() {
    this.request(this.slice(15, 20));
  }

  do(step: HistoryStep): void {
    const { messages, loading, hasOlder, hasNewer } = this.timeline;
    const firstLoadedIndex = (messages[0]?.seq ?? 1) - 1;
    const lastLoadedSeq = messages.at(-1)?.seq ?? 0;
    const canLoadPage = !loading && messages.length > 0;
    if (step === 'send') this.send();
    else if (step === 'arrive') this.arrive();
    else if (step === 'fail') this.fail();
    else if (step === 'older' && canLoadPage && hasOlder)
      this.request(this.slice(firstLoadedIndex - 3, firstLoadedIndex, true));
    else if (step === 'newer' && canLoadPage && hasNewer)
      this.request(this.slice(lastLoadedSeq, lastLoadedSeq + 3, true));
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
    const firstLoadedSeq = messages[0]?.seq ?? 1;
    const expectedMessages = this.history.slice(firstLoadedSeq - 1, firstLoadedSeq - 1 + messages.length);
    if (JSON.stringify(messages) !== JSON.stringify(expectedMessages))
      throw new Error('the window has a gap');
    if (!hasOlder && firstLoadedSeq !== 1) throw new Error('older messages are forgotten');
    // While a page is loading, the timeline keeps events for that page but also applies them to the window at once.
    if (!hasNewer && messages.at(-1)?.seq !== this.history.length)
      throw new Error(`newer messages are missing (loading: ${loading})`);
  }

  private send(): void {
    const nextSeq = this.history.length + 1;
    this.history.push(buildMessage(nextSeq));
    this.timeline = applyEventToTimeline(this.timeline, buildMessageCreatedEvent(nextSeq));
  }

  private slice(from: number, to: number, adjoins = false): MessagePage {
    const startIndex = Math.max(0, Math.min(from, this.history.length - 1));
    const messages = this.history.slice(startIndex, Math.max(to, startIndex + 1));
    const hasOlder = startIndex > 0;
    const hasNewer = startIndex + messages.length < this.history.length;
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
