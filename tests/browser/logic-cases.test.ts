import { build } from 'esbuild';
import { logicCases } from '../domain/logic/logic-cases.ts';
import { testInBrowser } from './chromium.ts';

testInBrowser(
  'conditions answer every case of the table in the browser as they do in the processes',
  async (browser) => {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await builtForBrowser() });
    expect(await page.evaluate(`cadenza.disagreements(${JSON.stringify(logicCases)})`)).toEqual([]);
    const wrong = { group: 'wrong', rule: { '+': [1, 2] }, data: {}, expected: 4 };
    expect(await page.evaluate(`cadenza.disagreements(${JSON.stringify([wrong])})`)).toHaveLength(1);
  },
);

async function builtForBrowser(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['tests/domain/logic/disagreements.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'cadenza',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
