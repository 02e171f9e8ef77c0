import { newId } from '../../crm/ids.ts';
import { hashSecret } from '../../crm/people/secrets.ts';
import { approvalsWorld } from '../crm/approvals/approvals-world.ts';
import { type ApiServer, startApi } from './api-server.ts';
import { beforeTests } from './before-tests.ts';

export type SignedIn = { readonly id: string; readonly name: string; readonly key: string };

/** The engine that asks people, at the present time, with the API over the same database, and people with keys. */
export function approvalsApi() {
  const asking = approvalsWorld({ start: new Date().toISOString() });
  const { world, user } = asking;
  const api: ApiServer = beforeTests(
    () => startApi(world.test, { publicUrl: 'http://localhost:3000', twilioToken: 'token' }),
    (made) => made.close(),
  );
  return {
    ...asking,
    /** A user with a key. */
    async signedIn(name: string, options: Parameters<typeof user>[1] = {}): Promise<SignedIn> {
      const person = await user(name, { roles: ['sales'], ...options });
      const key = `cdz_${newId()}`;
      await world.db.query('INSERT INTO api_key (id, name, prefix, hash, "userId") VALUES ($1, $2, $3, $4, $5)', [
        newId(),
        name,
        key.slice(0, 8),
        hashSecret(key),
        person.id,
      ]);
      return { ...person, key };
    },
    /** Has the engine do what requests have made due. */
    catchUp: () => world.pass(new Date().toISOString()),
    call: (...args: Parameters<ApiServer['call']>) => api.call(...args),
    /** A request without any key. */
    visit: (method: string, path: string, form?: string) =>
      api.call(method, path, { key: '', ...(form === undefined ? {} : { form }) }),
  };
}
