import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { root } from '../../bin/setup/project.js';
import { checkDatabaseServer, oldestPostgres, problemsOfServer } from '../../crm/database-server.ts';
import { ownDatabase } from '../harness/own-database.ts';

const own = ownDatabase();
const fine = { version: '17.2', number: 170_002, encoding: 'UTF8' };

test('a server that is too old is told which would do', () => {
  expect(problemsOfServer(fine)).toEqual([]);
  expect(problemsOfServer({ ...fine, version: '15.4', number: 150_004 })).toEqual([
    'DATABASE_URL names a PostgreSQL 15.4 server; it should be version 17 or newer',
  ]);
});

test('one that is there is asked; a database that cannot hold all texts is refused', async () => {
  await checkDatabaseServer(own.url);
  const name = `latin_${crypto.randomUUID().replaceAll('-', '')}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: own.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name} template template0 encoding 'LATIN1' locale_provider libc locale 'C'`);
  const url = new URL(own.url);
  url.pathname = `/${name}`;
  await expect(checkDatabaseServer(url.href)).rejects.toMatchObject({
    problems: ['DATABASE_URL names a database with the encoding LATIN1; create one with the encoding UTF8'],
  });
  await run(`drop database ${name}`);
});

test('every page and message names the same oldest version', () => {
  const told = ['README.md', 'bin/setup/postgres.js', 'docs/decisions/conditions.md'].map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return /(?:PostgreSQL server of your own[^\n]{0,12}|needs PostgreSQL )(\d\d) or newer|version (\d\d) or newer/
      .exec(text)
      ?.slice(1)
      .join('');
  });
  expect(told).toEqual(told.map(() => String(oldestPostgres)));
});
