import { AppError } from '../../domain/errors.ts';
import type { Queryable, Tx } from '../database.ts';

/** A reusable text of a message. E-mails have subject and HTML (their plain text is made from it unless given), SMS a text, documents HTML. */
export type Template = {
  readonly key: string;
  readonly name: string;
  readonly channel: 'email' | 'sms' | 'document';
  readonly subject: string | null;
  readonly preheader: string | null;
  readonly html: string | null;
  readonly text: string | null;
  readonly builtIn: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type TemplateContent = Pick<Template, 'name' | 'channel' | 'subject' | 'preheader' | 'html' | 'text'>;
type Row = Omit<Template, 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date };

const columns = 'key, name, channel, subject, preheader, html, text, "builtIn", version, "createdAt", "updatedAt"';

/** All templates by name. */
export async function listTemplates(db: Queryable): Promise<Template[]> {
  return (await db.query<Row>(`SELECT ${columns} FROM template ORDER BY name, key`)).map(templateOf);
}

/** One template. @throws AppError `not-found` */
export async function getTemplate(db: Queryable, key: string): Promise<Template> {
  const [row] = await db.query<Row>(`SELECT ${columns} FROM template WHERE key = $1`, [key]);
  if (!row) throw new AppError('not-found', { detail: `There is no template "${key}".` });
  return templateOf(row);
}

/** Creates a template. @throws AppError `duplicate` */
export async function createTemplate(tx: Tx, key: string, content: TemplateContent): Promise<Template> {
  const [row] = await tx.query<Row>(
    `INSERT INTO template (key, name, channel, subject, preheader, html, text) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (key) DO NOTHING RETURNING ${columns}`,
    [key, ...valuesOf(content)],
  );
  if (!row) throw new AppError('duplicate', { detail: `There is a template "${key}" already.` });
  return templateOf(row);
}

/** Replaces the content of a template. @throws AppError `not-found`, `version-conflict` */
export async function replaceTemplate(
  tx: Tx,
  { key, content, expected }: { key: string; content: TemplateContent; expected?: number | undefined },
): Promise<Template> {
  const before = await getTemplate(tx, key);
  const [row] = await tx.query<Row>(
    `UPDATE template SET name = $2, channel = $3, subject = $4, preheader = $5, html = $6, text = $7, version = version + 1, "updatedAt" = now()
     WHERE key = $1 AND ($8::int IS NULL OR version = $8) RETURNING ${columns}`,
    [key, ...valuesOf(content), expected ?? null],
  );
  if (!row) throw new AppError('version-conflict', { detail: `It has version ${before.version} by now.` });
  return templateOf(row);
}

/** Removes a template that people made. @throws AppError `not-found`, `conflict` for a built-in one */
export async function deleteTemplate(tx: Tx, key: string): Promise<void> {
  const template = await getTemplate(tx, key);
  if (template.builtIn) throw new AppError('conflict', { detail: 'Built-in templates can be changed, not deleted.' });
  await tx.query('DELETE FROM template WHERE key = $1', [key]);
}

function valuesOf({ name, channel, subject, preheader, html, text }: TemplateContent): readonly (string | null)[] {
  return [name, channel, subject, preheader, html, text];
}

function templateOf(row: Row): Template {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
