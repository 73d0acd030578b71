import type { Access } from '#image/registry/session';
import { Mistake } from '#kit/outcome';

/** How a user logs in to a registry; inputs of the actions that push and pull. */
export interface RegistryLogin {
  readonly 'registry-username': string | undefined;
  readonly 'registry-password': string | undefined;
}

/** The login that was given, where one was; half of one is a mistake. */
export function accessOf(login: RegistryLogin): Pick<Access, 'given'> {
  const { 'registry-username': username, 'registry-password': password } = login;
  if (username !== undefined && password !== undefined) return { given: { username, password } };
  if (username === undefined && password === undefined) return {};
  const lacking = username === undefined ? 'registry-username' : 'registry-password';
  throw new Mistake({ subject: lacking, what: 'is missing', remedy: 'Give both, or neither of them.' });
}
