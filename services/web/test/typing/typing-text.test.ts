import t from 'tap';
import { describeTyping } from '../../src/typing/typing-text.ts';

t.test(
  'the typing text names up to two people, or names one and counts the others if more are typing',
  async (t) => {
    t.equal(describeTyping([]), '');
    t.equal(describeTyping(['Ada']), 'Ada is typing…');
    t.equal(describeTyping(['Ada', 'Ben']), 'Ada and Ben are typing…');
    t.equal(describeTyping(['Ada', 'Ben', 'Cy']), 'Ada and 2 others are typing…');
  },
);
