import { z } from 'zod';
import { previewTeamTime, previewUserTime } from '../../crm/calendars/preview-working-time.ts';
import { deleteRole, listRoles, saveRole } from '../../crm/people/roles.ts';
import { deleteTeam, listTeams, saveTeam } from '../../crm/people/teams.ts';
import { changeUser, createUser, getUser, listUsers } from '../../crm/people/users.ts';
import { scopes } from '../../domain/permissions/permission.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { movedSchema } from './moved-answer.ts';

const idParams = z.object({ id: z.uuid() });
const keyParams = z.object({ key: z.string().max(50) });

export const userSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    managerId: z.uuid().nullable(),
    teamId: z.uuid().nullable(),
    zone: z.string().nullable(),
    /** Of their working time; that of the team, else of the company, when null. */
    calendarKey: z.string().nullable(),
    language: z.string().nullable(),
    /** What assignment asks of them. */
    skills: z.array(z.string()),
    territories: z.array(z.string()),
    /** Most open records of a kind that assignment gives them; null for no limit. */
    capacity: z.int().nullable(),
    active: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });

const userInput = {
  email: z.email().max(254).toLowerCase(),
  name: z.string().trim().min(1).max(200),
  password: z.string().min(8).max(1_000).optional(),
  roles: z.array(z.string().max(50)).min(1).max(20).optional(),
  managerId: z.uuid().nullish(),
  teamId: z.uuid().nullish(),
  zone: z.string().max(64).nullish(),
  calendarKey: z.string().max(100).nullish(),
  language: z.string().max(35).nullish(),
  skills: z.array(z.string().trim().min(1).max(100)).max(100).optional(),
  territories: z.array(z.string().trim().min(1).max(100)).max(100).optional(),
  capacity: z.int().min(0).max(100_000).nullish(),
  active: z.boolean().optional(),
};

/** Users, teams and roles. */
export function peopleRoutes(deps: ApiDeps): Route[] {
  return [...userRoutes(deps), ...teamRoutes(deps), ...previewRoutes(deps), ...roleRoutes(deps)];
}

function userRoutes({ db }: ApiDeps): Route[] {
  const tag = 'Users';
  return [
    route({
      method: 'get',
      path: '/api/users',
      tag,
      summary: 'Users by name',
      guard: 'user:read',
      query: listQuery(),
      answers: { 200: listOf(userSchema) },
      handle: async ({ query }) => ok(pageOf(await listUsers(db), query)),
    }),
    route({
      method: 'get',
      path: '/api/users/:id',
      tag,
      summary: 'One user',
      guard: 'user:read',
      params: idParams,
      answers: { 200: userSchema },
      handle: async ({ params }) => ok(await getUser(db, params.id)),
    }),
    route({
      method: 'post',
      path: '/api/users',
      tag,
      summary: 'Add a user, with roles within your own rights',
      guard: 'user:edit',
      body: z.strictObject(userInput),
      answers: { 201: userSchema },
      write: async ({ body, actor }, tx) => created(await createUser(tx, { actor, input: body })),
    }),
    route({
      method: 'patch',
      path: '/api/users/:id',
      tag,
      summary: 'Change a user',
      guard: 'user:edit',
      params: idParams,
      body: z.strictObject({ ...userInput, email: userInput.email.optional(), name: userInput.name.optional() }),
      answers: { 200: userSchema },
      write: async ({ params, body, actor }, tx) => ok(await changeUser(tx, { actor, id: params.id, input: body })),
    }),
  ];
}

const teamSchema = z
  .object({ id: z.uuid(), name: z.string(), leadId: z.uuid().nullable(), calendarKey: z.string().nullable() })
  .meta({ id: 'Team' });
const teamRest = { leadId: z.uuid().nullish(), calendarKey: z.string().max(100).nullish() };
const teamName = z.string().trim().min(1).max(200);

function teamRoutes({ db }: ApiDeps): Route[] {
  const tag = 'Teams';
  return [
    route({
      method: 'get',
      path: '/api/teams',
      tag,
      summary: 'Teams by name',
      guard: 'team:read',
      query: listQuery(),
      answers: { 200: listOf(teamSchema) },
      handle: async ({ query }) => ok(pageOf(await listTeams(db), query)),
    }),
    route({
      method: 'post',
      path: '/api/teams',
      tag,
      summary: 'Add a team',
      guard: 'team:edit',
      body: z.strictObject({ name: teamName, ...teamRest }),
      answers: { 201: teamSchema },
      write: async ({ body, actor }, tx) => created(await saveTeam(tx, { actor, ...body })),
    }),
    route({
      method: 'patch',
      path: '/api/teams/:id',
      tag,
      summary: 'Change a team',
      guard: 'team:edit',
      params: idParams,
      body: z.strictObject({ name: teamName.optional(), ...teamRest }),
      answers: { 200: teamSchema },
      write: async ({ params, body, actor }, tx) => ok(await saveTeam(tx, { actor, id: params.id, ...body })),
    }),
    route({
      method: 'delete',
      path: '/api/teams/:id',
      tag,
      summary: 'Remove a team; its members have none then',
      guard: 'team:edit',
      params: idParams,
      answers: { 204: null },
      write: async ({ params, actor }, tx) => {
        await deleteTeam(tx, { actor, id: params.id });
        return noContent();
      },
    }),
  ];
}

/** What another working time would move, before it is stored. */
function previewRoutes({ db, config }: ApiDeps): Route[] {
  const { calendarKey, teamId, zone } = userInput;
  return [
    route({
      method: 'post',
      path: '/api/users/:id/preview',
      tag: 'Users',
      summary: 'What would be planned anew if a user had another calendar, team or zone; nothing is written',
      guard: 'user:edit',
      params: idParams,
      body: z.strictObject({ calendarKey, teamId, zone }),
      answers: { 200: z.object({ moved: movedSchema }) },
      handle: async ({ params, body, actor, now }) =>
        ok({ moved: await previewUserTime(db, { ...params, ...body }, { actor, now, config }) }),
    }),
    route({
      method: 'post',
      path: '/api/teams/:id/preview',
      tag: 'Teams',
      summary: 'What would be planned anew if a team had another calendar; nothing is written',
      guard: 'team:edit',
      params: idParams,
      body: z.strictObject({ calendarKey: z.string().max(100).nullable() }),
      answers: { 200: z.object({ moved: movedSchema }) },
      handle: async ({ params, body, actor, now }) =>
        ok({ moved: await previewTeamTime(db, { ...params, ...body }, { actor, now, config }) }),
    }),
  ];
}

const permissionSchema = z.strictObject({
  resource: z.string().max(50),
  action: z.string().max(50),
  scope: z.enum(scopes),
});
const roleSchema = z
  .object({ key: z.string(), name: z.string(), builtIn: z.boolean(), permissions: z.array(permissionSchema) })
  .meta({ id: 'Role' });
const roleInput = { name: z.string().trim().min(1).max(100), permissions: z.array(permissionSchema).max(500) };

function roleRoutes({ db }: ApiDeps): Route[] {
  const tag = 'Roles';
  return [
    route({
      method: 'get',
      path: '/api/roles',
      tag,
      summary: 'Roles with their rights',
      guard: 'role:read',
      query: listQuery(),
      answers: { 200: listOf(roleSchema) },
      handle: async ({ query }) => ok(pageOf(await listRoles(db), query)),
    }),
    route({
      method: 'put',
      path: '/api/roles/:key',
      tag,
      summary: 'Create or replace a role of your own, with rights that you have',
      guard: 'role:edit',
      params: z.object({ key: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/) }),
      body: z.strictObject(roleInput),
      answers: { 200: roleSchema },
      write: async ({ params, body, actor }, tx) => ok(await saveRole(tx, { actor, role: { ...params, ...body } })),
    }),
    route({
      method: 'delete',
      path: '/api/roles/:key',
      tag,
      summary: 'Delete a role of your own',
      guard: 'role:edit',
      params: keyParams,
      answers: { 204: null },
      write: async ({ params, actor }, tx) => {
        await deleteRole(tx, { actor, key: params.key });
        return noContent();
      },
    }),
  ];
}
