import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../bin/setup/project.js';

test.each(['start', 'api', 'worker'])(
  'npm run %s hands its signals to the process itself, not to a shell before it',
  (name) => {
    // npm sends SIGTERM to the shell it started, which would end and leave what it runs behind.
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts[name]).toMatch(/^exec node /);
  },
);
