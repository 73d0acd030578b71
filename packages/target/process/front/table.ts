import { jsonOrNull } from '#kit/json';
import type { Route } from './rotation.ts';

/** What the front has to know of the state file; read by hand, so that it starts at once. */
export interface Table {
  readonly environment: string;
  readonly version: number;
  /** what is to hold the port; another one's token: this front has been replaced */
  readonly front: { readonly port: number; readonly token: string } | null;
  readonly routes: readonly Route[];
}

/** null: it is no state file. */
export function readTable(text: string): Table | null {
  const state = mapping(jsonOrNull(text));
  const [environment, version] = [state['environment'], state['version']];
  if (typeof environment !== 'string' || typeof version !== 'number') return null;
  const { port, token } = mapping(state['front']);
  const front = typeof port === 'number' && typeof token === 'string' ? { port, token } : null;
  const revisions = mapping(state['revisions']);
  const routes = Object.entries(mapping(state['traffic'])).flatMap(([revision, weight]) => {
    const { port: its } = mapping(revisions[revision]);
    return typeof weight === 'number' && typeof its === 'number' ? [{ revision, port: its, weight }] : [];
  });
  return { environment, version, front, routes };
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
