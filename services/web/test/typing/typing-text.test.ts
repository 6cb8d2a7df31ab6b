import t from 'tap';
import { typingText } from '../../src/typing/typing-text.ts';

t.test('the typing text names one or two people, and counts the others if there are more', async (t) => {
  t.equal(typingText([]), '');
  t.equal(typingText(['Ada']), 'Ada is typing…');
  t.equal(typingText(['Ada', 'Ben']), 'Ada and Ben are typing…');
  t.equal(typingText(['Ada', 'Ben', 'Cy']), 'Ada and 2 others are typing…');
});
