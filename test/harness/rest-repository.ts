import { json } from './answer.ts';
import type { Repository } from './repository.ts';
import type { Operations } from './rest.ts';
import { userOf } from './users.ts';

/** The repository itself. Any token may read it: `metadata: read` is in every one. */
export function repositoryOperations(repository: Repository): Operations {
  return {
    'repos/get': {
      needs: null,
      answer: ({ home }) => json(200, wholeRepository(repository.name, home, 1, repository.defaultBranch)),
    },
  };
}

const LINKS =
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks ' +
  'git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications ' +
  'pulls releases stargazers statuses subscribers subscription tags teams trees';

/** What other answers tell of a repository (schema `minimal-repository`). */
export function briefRepository(name: string, home: string, id = 1) {
  const [login = '', short = ''] = name.split('/');
  const url = `${home}/repos/${name}`;
  const links = LINKS.split(' ').map((link) => [`${link}_url`, `${url}/${link.replaceAll('_', '/')}`]);
  const own = {
    id,
    node_id: `R_${id}`,
    name: short,
    full_name: name,
    private: false,
    fork: false,
    description: null,
  };
  return {
    ...own,
    owner: userOf(login, home, 'Organization'),
    url,
    html_url: `${home}/${name}`,
    ...Object.fromEntries(links),
  };
}

/** Schema `repository`. */
export function wholeRepository(name: string, home: string, id = 1, defaultBranch = 'main') {
  const date = '2026-01-01T00:00:00Z';
  const counts = {
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    stargazers_count: 0,
    watchers: 0,
    size: 1,
  };
  const features = {
    has_issues: true,
    has_downloads: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
  };
  return {
    ...briefRepository(name, home, id),
    ...counts,
    ...features,
    ...{ watchers_count: 0, network_count: 0, subscribers_count: 0, archived: false, disabled: false },
    ...{ default_branch: defaultBranch, homepage: null, language: null, mirror_url: null, license: null },
    ...{
      clone_url: `${home}/${name}.git`,
      git_url: `git://${name}.git`,
      ssh_url: `git@${name}.git`,
      svn_url: `${home}/${name}`,
    },
    ...{ pushed_at: date, created_at: date, updated_at: date },
  };
}
