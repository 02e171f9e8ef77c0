import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { type Express } from 'express';
import { AppError } from '../../domain/errors.ts';
import { page } from './page.ts';

/** The built web app with its own addresses; where it is not built, a page that says so. */
export function serveWebApp(app: Express, webRoot: string | undefined): void {
  const root = webRoot === undefined ? undefined : resolve(webRoot);
  const index = root === undefined ? undefined : join(root, 'index.html');
  if (root !== undefined) {
    app.use(
      '/assets',
      express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
    );
    app.use(express.static(root, { index: false, maxAge: '1h' }));
  }
  app.use((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new AppError('not-found');
    // An address with an extension is a file that is not there.
    if (/\.[a-z0-9]{1,8}$/i.test(request.path)) throw new AppError('not-found');
    response.set('Cache-Control', 'no-cache');
    if (index !== undefined && existsSync(index)) response.sendFile(index);
    else
      response.type('html').send(
        page({
          title: 'Cadenza',
          body: '<p>The web app is not built yet. The API is described at <a href="/api/docs">/api/docs</a>.</p>',
        }),
      );
  });
}
