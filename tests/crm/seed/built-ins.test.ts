import { ensureBuiltIns } from '../../../crm/seed/built-ins.ts';
import { getTemplate, replaceTemplate } from '../../../crm/templates/template-list.ts';
import { ownDatabase } from '../../harness/own-database.ts';

const own = ownDatabase();

const ensured = () => own.database.transaction(ensureBuiltIns);
const older = (key: string) =>
  own.database.query(`UPDATE template SET html = '<p>older</p>', "updatedAt" = '2020-01-01' WHERE key = $1`, [key]);

test('a built-in template that nobody changed follows the release, once', async () => {
  await ensured();
  const first = await getTemplate(own.database, 'offer');
  await older('offer');
  await ensured();
  const upgraded = await getTemplate(own.database, 'offer');
  expect(upgraded).toMatchObject({ html: first.html, version: 1 });
  expect(upgraded.html).toContain('links.offer');
  await ensured();
  expect(await getTemplate(own.database, 'offer')).toEqual(upgraded);
});

test('what people changed stays, as does a template of their own with such a key', async () => {
  await ensured();
  const { name, channel } = await getTemplate(own.database, 'offer-document');
  const mine = { name, channel, subject: null, preheader: null, html: '<p>Mine</p>', text: null };
  await own.database.transaction((tx) => replaceTemplate(tx, { key: 'offer-document', content: mine }));
  await older('ask');
  await own.database.query(`UPDATE template SET "builtIn" = false WHERE key = 'ask'`);
  await ensured();
  expect((await getTemplate(own.database, 'offer-document')).html).toBe('<p>Mine</p>');
  expect((await getTemplate(own.database, 'ask')).html).toBe('<p>older</p>');
});
