import t from 'tap';
import {
  emptyTimeline,
  pageFailed,
  pageLoaded,
  pageRequested,
  timelineAfter,
  timelineReset,
} from '../../src/state/timeline.ts';
import { messageOf, messageUpdated } from '../support/samples.ts';

const loaded = pageLoaded(emptyTimeline(1), { messages: [messageOf(5)], hasOlder: true }, 1);

t.test('the messages of a loaded page are merged in order of seq', async (t) => {
  t.match(loaded, { loaded: true, loading: false, hasOlder: true });
  const older = { messages: [messageOf(4), messageOf(3)], hasOlder: false };
  const { messages, hasOlder } = pageLoaded(pageRequested(loaded), older, 1);
  t.same(
    messages.map(({ seq }) => seq),
    [3, 4, 5],
  );
  t.notOk(hasOlder);
});

t.test('events that arrive while a page is loading are applied to it', async (t) => {
  const changed = timelineAfter(pageRequested(loaded), messageUpdated(6, 2, { content: 'edited' }));
  const page = { messages: [messageOf(2), messageOf(1)], hasOlder: false };
  t.same(
    pageLoaded(changed, page, 1).messages.map(({ content }) => content),
    ['text 1', 'edited', 'text 5'],
  );
});

t.test('a page that failed to load can be requested again', async (t) => {
  const failed = pageFailed(pageRequested(loaded), 1);
  t.match(failed, { loading: false, failed: true, messages: loaded.messages });
  t.match(pageRequested(failed), { loading: true, failed: false });
});

t.test('a page that was requested before a reset of its room is dropped', async (t) => {
  const reset = timelineReset({ messages: [messageOf(9)], hasOlder: true }, 2);
  t.same(reset.messages, [messageOf(9)]);
  t.equal(pageLoaded(reset, { messages: [messageOf(1)], hasOlder: false }, 1), reset);
  t.equal(pageFailed(reset, 1), reset);
});

t.test('a reset without a page leaves a failed timeline, which can be retried', async (t) => {
  t.match(timelineReset(null, 2), { messages: [], loading: false, failed: true });
});
