// cspell:disable
/** Passwords that attackers try first, in lowercase. All of them have at least 8 characters. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  password passwort password1 password12 password123 password1234 password! passw0rd p@ssw0rd p@ssword passwords
  mypassword newpassword changeme changeit letmein1 letmein123 welcome1 welcome123 admin123 administrator adminadmin
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwertz123 qwertzui qwertzuiop asdfghjk asdfghjkl 1q2w3e4r 1q2w3e4r5t
  1qaz2wsx zaq12wsx q1w2e3r4 abcd1234 abc12345 abc123456 a1b2c3d4 1234abcd iloveyou iloveyou1 sunshine princess
  football baseball basketball superman batman123 starwars pokemon1 trustno1 whatever computer internet michelle
  jennifer charlie1 dragon123 monkey123 master123 shadow123 freedom1 hello123 helloworld test1234 testtest testing123
  student1 student123 teacher1 teacher123 school123 schule123 classroom default1 secret123 password2024 password2025
  password2026 summer2024 summer2025 summer2026 winter2024 winter2025 winter2026
  `
    .trim()
    .split(/\s+/),
);
// cspell:enable
