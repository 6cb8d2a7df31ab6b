import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const PROMETHEUS_FOLDER = fileURLToPath(new URL('../prometheus', import.meta.url));
const RUNBOOK_PATH = fileURLToPath(new URL('../../../docs/runbook.md', import.meta.url));
const readText = (name: string) => readFileSync(`${PROMETHEUS_FOLDER}/${name}`, 'utf8');
const runPromtool = (...args: string[]) =>
  spawnSync('promtool', args, { cwd: PROMETHEUS_FOLDER, encoding: 'utf8', timeout: 20_000 });

const skip =
  runPromtool('--version').status === 0
    ? false
    : 'Prometheus is not installed. Run: apt-get install --no-install-recommends prometheus';

t.test(
  'each alert is raised by its cause, and none is raised while everything works',
  { skip },
  async (t) => {
    const { status, stdout, stderr } = runPromtool('test', 'rules', 'rules.test.yml');
    t.equal(status, 0, `${stdout}${stderr}`);
  },
);

t.test('Prometheus accepts the configuration', { skip }, async (t) => {
  const { status, stdout, stderr } = runPromtool('check', 'config', 'prometheus.yml');
  t.equal(status, 0, `${stdout}${stderr}`);
});

t.test('each alert has a test and links to its section of the runbook', async (t) => {
  const alerts = readText('rules.yml').split('- alert: ').slice(1);
  const testedAlerts = readText('rules.test.yml');
  const runbookText = readFileSync(RUNBOOK_PATH, 'utf8');
  t.ok(alerts.length > 0);
  for (const alert of alerts) {
    const name = alert.slice(0, alert.indexOf('\n'));
    t.match(alert, `runbook_url: docs/runbook.md#${name.toLowerCase()}\n`);
    t.match(runbookText, `\n### ${name}\n`);
    t.match(testedAlerts, `alertname: ${name}\n`);
    t.match(testedAlerts, `alertname: ${name}, exp_alerts: []`);
  }
});
