import { readFile } from 'node:fs/promises';
import type { RecordedCommand } from './recorded-commands.js';

interface Privilege {
  readonly resource: { readonly collection: string };
  readonly actions: readonly string[];
}

/** Actions by collection, by the name of each role that docs/operations.md tells an operator to make. */
export async function documentedRoles(): Promise<ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>> {
  const text = await readFile('docs/operations.md', 'utf8');
  const script = [...text.matchAll(/```js\n([\s\S]*?)```/g)]
    .map(([, code]) => code)
    .find((code) => code?.includes('createRole'));
  if (script === undefined) throw new Error('docs/operations.md makes no roles');
  const roles = new Map<string, Map<string, Set<string>>>();
  const createRole = ({ role, privileges }: { role: string; privileges: readonly Privilege[] }): void => {
    const actions = new Map<string, Set<string>>();
    for (const { resource, actions: some } of privileges) {
      actions.set(resource.collection, new Set([...(actions.get(resource.collection) ?? []), ...some]));
    }
    roles.set(role, actions);
  };
  const db = { getName: () => 'ours', createRole, createUser: () => undefined };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- our own document, as mongosh runs it
  new Function('db', 'passwordPrompt', script)(db, () => 'secret');
  return roles;
}

/** What MongoDB asks for before it carries a command out. */
export function actionsOf({ name, command }: RecordedCommand): string[] {
  switch (name) {
    case 'insert':
      return ['insert'];
    case 'delete':
      return ['remove'];
    case 'update': {
      const updates = command['updates'] as readonly { upsert?: unknown }[];
      return ['update', ...(updates.some(({ upsert }) => upsert === true) ? ['insert'] : [])];
    }
    case 'findAndModify':
      return [
        'find',
        command['remove'] === true ? 'remove' : 'update',
        ...(command['upsert'] === true ? ['insert'] : []),
      ];
    case 'listIndexes':
      return ['listIndexes'];
    default:
      return ['find'];
  }
}
