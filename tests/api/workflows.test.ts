import { definition, workflowApi } from '../harness/workflow-api.ts';

const { call, keyOf, lead, published, send } = workflowApi();

describe('drafts', () => {
  it('are made by POST, read back as sent, and saved under their version', async () => {
    const made = await call('POST', '/api/workflows', definition('drafted'));
    expect(made).toMatchObject({
      status: 201,
      body: { key: 'drafted', state: 'draft', draftVersion: 1, publishedVersion: null, issues: [] },
    });
    expect((await call('GET', '/api/workflows/drafted')).body.draft).toEqual(definition('drafted'));
    const saved = await call('PUT', '/api/workflows/drafted', definition('drafted', { name: 'Renamed' }), {
      headers: { 'if-match': '1' },
    });
    expect(saved).toMatchObject({ status: 200, body: { name: 'Renamed', draftVersion: 2 } });
    expect(
      (await call('PUT', '/api/workflows/drafted', definition('drafted'), { headers: { 'if-match': '1' } })).status,
    ).toBe(412);
    expect((await call('POST', '/api/workflows', definition('drafted'))).status).toBe(409);
    expect((await call('PUT', '/api/workflows/nowhere', definition('nowhere'))).status).toBe(404);
  });

  it('have an entity tag that changes with publishing and state, and names the draft version', async () => {
    await call('POST', '/api/workflows', definition('tagged'));
    const path = '/api/workflows/tagged';
    const tags = [(await call('GET', path)).etag];
    for (const act of ['publish', 'pause', 'resume', 'archive']) {
      expect((await call('POST', `${path}/${act}`, {})).status).toBe(200);
      const { etag } = await call('GET', path);
      expect(etag).not.toBe(tags.at(-1));
      tags.push(etag);
      expect((await call('GET', path)).etag).toBe(etag);
    }
    const [first] = tags;
    // The draft is the same: what else happened to the workflow is no conflict.
    const put = (tag: string | null | undefined) =>
      call('PUT', path, definition('tagged', { name: 'Again' }), { headers: { 'if-match': tag ?? '' } });
    expect((await put(first)).status).toBe(200);
    expect((await put(tags.at(-1))).status).toBe(412);
    const { etag, body } = await call('GET', path);
    expect(etag).toMatch(new RegExp(`^"${body.draftVersion}\\.[0-9a-f]{16}"$`));
    expect((await put(`"${body.draftVersion}"`)).status).toBe(200);
  });

  it('are saved with their issues, and refused at publish', async () => {
    const broken = definition('broken', { start: 'nowhere' });
    const made = await call('POST', '/api/workflows', broken);
    expect(made).toMatchObject({ status: 201, body: { issues: [{ code: 'unknown-start', path: '/start' }] } });
    expect((await call('POST', '/api/workflows/broken/validate', {})).body).toMatchObject({ valid: false });
    const refused = await call('POST', '/api/workflows/broken/publish', {});
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'invalid-definition', issues: [{ code: 'unknown-start' }] },
    });
    expect((await call('GET', '/api/workflows/broken/versions')).body.items).toEqual([]);
  });

  it('are refused only for what cannot be kept', async () => {
    const put = (text: string) => send('PUT', '/api/workflows/drafted', text);
    expect((await put('{"format": 1,')).status).toBe(400);
    expect((await put('[]')).status).toBe(422);
    expect((await put(JSON.stringify(definition('other')))).status).toBe(422);
    expect((await put(JSON.stringify(definition('drafted', { format: 2 })))).status).toBe(422);
    expect(
      (await put(JSON.stringify(definition('drafted')).replace('"tag":"seen"', '"tag":"seen","constructor":{}')))
        .status,
    ).toBe(422);
    expect(
      (await put(JSON.stringify(definition('drafted', { notes: [{ text: 'x'.repeat(300 * 1024) }] })))).status,
    ).toBe(413);
  });

  it('templates, topics and workflows that are not there are named', async () => {
    const steps = {
      mail: { type: 'send-email', config: { template: 'no-such', topic: 'newsletter' }, next: { done: 'next' } },
      next: { type: 'start-workflow', config: { workflow: 'no-such' }, next: { done: null } },
    };
    const { body } = await call('POST', '/api/workflows', definition('unknown-names', { start: 'mail', steps }));
    expect(body.issues?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/steps/mail/config/template', '/steps/next/config/workflow']),
    );
  });

  it('conditions that ask for a segment are refused at publish, for there are none', async () => {
    const when = { inSegment: 'customers' };
    const steps = { ask: { type: 'condition', config: { when }, next: { yes: null, no: null } } };
    const triggers = [{ id: 'made', type: 'record', on: 'created', when }];
    const enrollment = { reentry: { mode: 'never' }, concurrency: 'single', exit: when };
    await call('POST', '/api/workflows', definition('segmented', { start: 'ask', steps, triggers, enrollment }));
    const { status, body } = await call('POST', '/api/workflows/segmented/publish', {});
    expect(status).toBe(422);
    const named = body.issues?.filter(({ code }) => code === 'unknown-segment') ?? [];
    expect(named.map(({ path }) => path).sort()).toEqual(
      ['/enrollment/exit', '/steps/ask/config/when', '/triggers/0/when'].map((path) => expect.stringContaining(path)),
    );
    expect(named[0]).toMatchObject({ severity: 'error', message: 'There is no segment "customers".' });
  });
});

describe('versions', () => {
  it('are numbered, stay as they were, and one content makes one', async () => {
    await published('versioned');
    expect((await call('POST', '/api/workflows/versioned/publish', {})).body).toMatchObject({
      version: 1,
      unchanged: true,
    });
    await call('PUT', '/api/workflows/versioned', definition('versioned', { name: 'Second' }));
    expect((await call('POST', '/api/workflows/versioned/publish', { dryRun: true })).body).toMatchObject({
      version: 2,
      dryRun: true,
    });
    expect((await call('POST', '/api/workflows/versioned/publish', { note: 'Why' })).body).toMatchObject({
      version: 2,
      unchanged: false,
      state: 'active',
    });
    const { body } = await call('GET', '/api/workflows/versioned/versions');
    expect(body.items).toMatchObject([
      { version: 2, note: 'Why', state: 'active' },
      { version: 1, state: 'retired' },
    ]);
    expect((await call('GET', '/api/workflows/versioned/versions/1')).body.definition).toMatchObject({
      name: 'A test',
    });
    expect((await call('GET', '/api/workflows/versioned/versions/9')).status).toBe(404);
  });

  it('are compared step by step', async () => {
    await published('compared');
    const steps = {
      pause: { type: 'wait', config: { for: 'PT2H' }, next: { done: 'end' } },
      end: { type: 'end', config: {} },
    };
    await call('PUT', '/api/workflows/compared', definition('compared', { steps }));
    const { body } = await call('GET', '/api/workflows/compared/diff');
    expect(body).toMatchObject({
      from: 1,
      to: 'draft',
      same: false,
      steps: { added: ['end'], removed: ['tag'], changed: [{ id: 'pause' }] },
      settings: [],
    });
    expect((await call('GET', '/api/workflows/compared/diff?from=1&to=1')).body).toMatchObject({ same: true });
  });

  it('concurrent publishing makes one version', async () => {
    await call('POST', '/api/workflows', definition('at-once'));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/api/workflows/at-once/publish', {})),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.version)}`))).toEqual(new Set(['200 1']));
  });
});

describe('state', () => {
  it('a paused workflow holds starts until it is resumed', async () => {
    await published('held');
    expect((await call('POST', '/api/workflows/held/pause', {})).body).toEqual({ key: 'held', state: 'paused' });
    const [first, second] = [await lead(), await lead()];
    expect(await call('POST', '/api/workflows/held/runs', { recordId: first })).toMatchObject({
      status: 202,
      body: { state: 'held' },
    });
    expect((await call('GET', '/api/workflows/held')).body).toMatchObject({ held: 1, state: 'paused' });
    expect((await call('POST', '/api/workflows/held/publish', {})).body).toMatchObject({ state: 'paused' });
    expect((await call('POST', '/api/workflows/held/resume', {})).body).toMatchObject({
      state: 'active',
      started: 1,
      refused: 0,
    });
    expect((await call('GET', `/api/runs?workflow=held&recordId=${first}`)).body.items).toHaveLength(1);
    await call('POST', '/api/workflows/held/pause', {});
    await call('POST', '/api/workflows/held/runs', { recordId: second });
    expect((await call('POST', '/api/workflows/held/resume', { backlog: 'drop' })).body).toMatchObject({
      dropped: 1,
      started: 0,
    });
    expect((await call('GET', `/api/runs?workflow=held&recordId=${second}`)).body.items).toEqual([]);
  });

  it('an archived workflow starts nothing, keeps its runs, and is deleted only without them', async () => {
    await published('archived');
    const recordId = await lead();
    const { body } = await call('POST', '/api/workflows/archived/runs', { recordId });
    expect((await call('POST', '/api/workflows/archived/archive', {})).body).toMatchObject({ state: 'archived' });
    expect((await call('POST', '/api/workflows/archived/runs', { recordId: await lead() })).body.code).toBe(
      'workflow-not-active',
    );
    expect(await call('DELETE', '/api/workflows/archived')).toMatchObject({
      status: 409,
      body: { code: 'workflow-in-use' },
    });
    expect((await call('POST', `/api/runs/${String(body.id)}/cancel`, {})).body).toMatchObject({
      did: 'cancelled',
      run: { state: 'cancelled' },
    });
    expect((await call('DELETE', '/api/workflows/archived')).status).toBe(204);
    expect((await call('GET', '/api/workflows/archived')).status).toBe(404);
    expect((await call('POST', '/api/workflows', definition('archived'))).status).toBe(201);
  });

  it('a list goes through all of them in pages', async () => {
    const keys: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await call('GET', `/api/workflows?limit=3${cursor}`);
      keys.push(...(body.items as { key: string; draft?: unknown }[]).map((item) => item.key));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${String(body.nextCursor)}`;
    }
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(keys.length).toBeGreaterThan(5);
    expect((await call('GET', '/api/workflows?cursor=nonsense')).status).toBe(422);
  });
});

describe('library and catalogue', () => {
  it('a ready-made workflow is copied under a free key', async () => {
    const { body } = await call('GET', '/api/library');
    expect((body.items as { key: string }[]).map(({ key }) => key)).toContain('lead-nurturing');
    expect(await call('POST', '/api/library/lead-nurturing', {})).toMatchObject({
      status: 201,
      body: { key: 'lead-nurturing', issues: [] },
    });
    expect(await call('POST', '/api/library/lead-nurturing')).toMatchObject({
      status: 201,
      body: { key: 'lead-nurturing-2', draft: { key: 'lead-nurturing-2' } },
    });
    expect((await call('POST', '/api/library/no-such', {})).status).toBe(404);
  });

  it('every ready-made workflow publishes as it is', async () => {
    const { body } = await call('GET', '/api/library');
    for (const { key } of body.items as { key: string }[]) {
      const { body: copy } = await call('POST', `/api/library/${key}`, {});
      expect((await call('POST', `/api/workflows/${String(copy.key)}/publish`, {})).body).toMatchObject({
        state: 'active',
      });
      await call('POST', `/api/workflows/${String(copy.key)}/archive`, {});
    }
  });

  it('the catalogue names what there is; a condition is counted', async () => {
    const { body } = await call('GET', '/api/catalogue');
    expect(body).toMatchObject({
      format: 1,
      steps: expect.any(Array),
      templates: expect.arrayContaining([expect.objectContaining({ key: 'welcome' })]),
    });
    await lead({ source: 'previewed' });
    const preview = await call('POST', '/api/conditions/preview', {
      recordType: 'lead',
      where: { '==': [{ var: 'record.source' }, 'previewed'] },
    });
    expect(preview.body).toMatchObject({ count: 1, sample: [{ source: 'previewed' }] });
  });
});

describe('rights', () => {
  it('a viewer reads; only who may changes, publishes, operates, starts', async () => {
    await published('guarded');
    const viewer = await keyOf('viewer');
    const sales = await keyOf('sales');
    const recordId = await lead();
    expect((await call('GET', '/api/workflows/guarded', undefined, { key: viewer })).status).toBe(200);
    const attempts: [string, string, unknown][] = [
      ['POST', '/api/workflows', definition('not-mine')],
      ['PUT', '/api/workflows/guarded', definition('guarded')],
      ['DELETE', '/api/workflows/guarded', undefined],
      ['POST', '/api/workflows/guarded/publish', {}],
      ['POST', '/api/workflows/guarded/pause', {}],
      ['POST', '/api/workflows/guarded/runs', { recordId }],
      ['POST', '/api/workflows/guarded/simulate', { recordId }],
      ['POST', `/api/runs/${recordId}/cancel`, {}],
      ['GET', '/api/incidents', undefined],
    ];
    for (const [method, path, json] of attempts)
      expect([path, (await call(method, path, json, { key: viewer })).status]).toEqual([path, 403]);
    expect((await call('POST', '/api/workflows/guarded/runs', { recordId }, { key: sales })).status).toBe(201);
    expect((await call('GET', '/api/workflows', undefined, { key: '' })).status).toBe(401);
  });
});
