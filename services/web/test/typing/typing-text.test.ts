import t from 'tap';
import { describeTyping } from '../../src/typing/typing-text.ts';

t.test('the typing text names one or two people, and counts the others if there are more', async (t) => {
  t.equal(describeTyping([]), '');
  t.equal(describeTyping(['Ada']), 'Ada is typing…');
  t.equal(describeTyping(['Ada', 'Ben']), 'Ada and Ben are typing…');
  t.equal(describeTyping(['Ada', 'Ben', 'Cy']), 'Ada and 2 others are typing…');
});
