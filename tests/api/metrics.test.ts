import { readFileSync } from 'node:fs';
import { countSends } from '../../crm/sending/count-sends.ts';
import { codeIn, tableRows } from '../harness/table-rows.ts';
import { testApi } from '../harness/test-api.ts';

const api = testApi();

test('the metrics that are served stand in docs/metrics.md, and no others', async () => {
  const { text } = await api.call('GET', '/metrics');
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const listed = tableRows(page);
  const kinds = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, kind]) => [name, kind]));
  const served = [...text.matchAll(/^# HELP (cadenza_\w+) (.+)$/gm)].map(([, name, help]) => [
    name,
    kinds.get(name),
    help,
  ]);
  expect(listed.map(([name, kind, , help]) => [codeIn(name), kind, help]).sort()).toEqual(served.sort());
});

test('what else is served is of the process itself', async () => {
  const { text } = await api.call('GET', '/metrics');
  const names = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
  expect(names.filter((name) => !/^(cadenza|process|nodejs)_/.test(name))).toEqual([]);
});

test('sends are counted by channel and outcome', async () => {
  await countSends(api.database, [
    { channel: 'email', outcome: 'accepted' },
    { channel: 'email', outcome: 'accepted' },
    { channel: 'sms', outcome: 'unknown' },
  ]);
  const { text } = await api.call('GET', '/metrics');
  expect(text).toContain('cadenza_sends_total{channel="email",outcome="accepted"} 2');
  expect(text).toContain('cadenza_sends_total{channel="sms",outcome="unknown"} 1');
  expect(text).toMatch(/^cadenza_legs_total \d+$/m);
});
