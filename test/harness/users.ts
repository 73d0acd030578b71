import { json, refusal } from './answer.ts';
import type { Operations } from './rest.ts';

/** Schema `simple-user`. */
export function userOf(login: string, home: string, type = login.endsWith('[bot]') ? 'Bot' : 'User') {
  const url = `${home}/users/${login}`;
  const links = 'events followers following gists organizations received_events repos starred subscriptions';
  const urls = links.split(' ').map((link) => [`${link}_url`, `${url}/${link}`]);
  const own = { id: 1, node_id: 'U_1', login, type, site_admin: false, avatar_url: url, gravatar_id: null };
  return { ...own, url, html_url: `${home}/${login}`, ...Object.fromEntries(urls) };
}

/** Who a token is. The token of an app, as every job's own is, may not ask: GitHub answers 403. */
export function userOperations(): Operations {
  return {
    'users/get-authenticated': {
      needs: null,
      answer: ({ login, home }) => {
        if (login.endsWith('[bot]')) return refusal(403, 'Resource not accessible by integration');
        const facts = { bio: null, blog: null, company: null, email: null, hireable: null, location: null };
        const counts = { followers: 0, following: 0, public_gists: 0, public_repos: 0 };
        const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
        const view = { user_view_type: 'public', name: null };
        return json(200, { ...userOf(login, home), ...facts, ...counts, ...times, ...view });
      },
    },
  };
}
