import fc from 'fast-check';
import t from 'tap';
import {
  composeHeader,
  composePart,
  type ExportProgress,
  findUserIds,
} from '../../src/exports/content/export-document.ts';

const SECTIONS = ['members', 'messages', 'reactions'] as const;

t.test(
  'the parts of an export are one JSON document, however its lists are split into pages (ADMIN-5)',
  (t) => {
    const pagesOfList = fc.array(fc.array(fc.jsonValue(), { maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.tuple(pagesOfList, pagesOfList, pagesOfList), fc.jsonValue(), (lists, room) => {
        const header = composeHeader({ room: JSON.stringify(room) }, SECTIONS);
        let text = header.text;
        let progress: ExportProgress | null = header.progress;
        while (progress !== null) {
          const pages: unknown[][] = lists[SECTIONS.indexOf(progress.section as 'members')] ?? [];
          const pageNumber = Number(progress.after?.[0] ?? 0);
          const page = {
            items: (pages[pageNumber] ?? []).map((item) => JSON.stringify(item)),
            next: pageNumber + 1 < pages.length ? [pageNumber + 1] : null,
          };
          const part: ReturnType<typeof composePart> = composePart(progress, page, SECTIONS);
          text += part.text;
          progress = part.progress;
        }
        const toJson = (value: unknown) => JSON.parse(JSON.stringify(value));
        const [members, messages, reactions] = lists.map((pages) => pages.flat());
        t.same(JSON.parse(text), toJson({ room, members, messages, reactions }));
        return true;
      }),
      { numRuns: 50 },
    );
    t.end();
  },
);

t.test('the ids of all users in a text are found, each once', (t) => {
  const [ann, bob] = ['user_01hq0000000000000000000001', 'user_01hq0000000000000000000002'];
  t.same(findUserIds(`{"a":"${ann}","b":["${bob}","${ann}"],"c":"@${bob}, ${ann}x","d":"user_1"}`), [
    ann,
    bob,
  ]);
  t.same(findUserIds(JSON.stringify({ content: `Ask\n${ann}\tor\u0001${bob}` })), [ann, bob]);
  t.same(findUserIds(''), []);
  t.end();
});
