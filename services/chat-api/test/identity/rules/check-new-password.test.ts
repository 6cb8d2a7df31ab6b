// cspell:ignore HGFEDCBA qwertyuiop adalovelace éééééééé пароль ｐａｓｓｗｏｒｄ ssword newpassword mypassword passw
import t from 'tap';
import { checkNewPassword } from '../../../src/identity/rules/check-new-password.ts';

const checkPasswordOfAda = (password: string) =>
  checkNewPassword({ field: '/password', password, known: ['Ada Lovelace', 'ada.l@school.example', null] });

for (const [why, passwords] of Object.entries({
  'only spaces': ['        ', '\t\t\t\t\t\t\t\t', '\u00a0'.repeat(8), '\u3000'.repeat(8), '\u200b'.repeat(8)],
  'a common one': [
    'password',
    'PASSWORD',
    ' Password ',
    'pass word',
    'password123',
    'P@ssw0rd',
    'qwertyuiop',
  ],
  'a common one in other forms': ['ｐａｓｓｗｏｒｄ', 'pass\u200bword', 'passw\u00adord'],
  'a sequence': [
    '12345678',
    '87654321',
    '0123456789',
    '23456789',
    'abcdefgh',
    'HGFEDCBA',
    '12345678901234567890',
  ],
  'broken Unicode': ['correct \ud83d horse', '\udc00correct horse'],
  'one character repeated': ['aaaaaaaa', '11111111', '........', 'éééééééé'],
  'the name of the account': ['Ada Lovelace', 'adalovelace', 'ADA LOVELACE '],
  'the email of the account': ['ada.l@school.example', 'ADA.L@SCHOOL.EXAMPLE', 'ada.l'],
})) {
  t.test(`a new password must not be ${why}`, async (t) => {
    for (const password of passwords) {
      t.throws(
        () => checkPasswordOfAda(password),
        { code: 'VALIDATION_FAILED', details: [{ field: '/password' }] },
        password,
      );
    }
  });
}

t.test('a new password that is not easy to guess is allowed', async (t) => {
  for (const password of [
    'correct horse',
    'a good password',
    'ada loves math',
    '12345679',
    'пароль-для-Ады',
    '🐎🔋📎✅',
  ]) {
    t.doesNotThrow(() => checkPasswordOfAda(password), password);
  }
});
