import { declare } from '#kit/declaration';
import { choice, path, text } from '#kit/field';
import { COMMENT_MODES } from '#posting/commentmode';
import { commonFields, dryRun, instanceName } from '#project/sections';

export const report = declare({
  name: 'report',
  description:
    'Show an evaluation on its pull request, as a comment and a check; on the default branch keep it in the store, and move the ref baseline where it passed.',
  permissions: { actions: 'read', contents: 'write', checks: 'write', 'pull-requests': 'write' },
  section: null,
  inputs: {
    ...commonFields,
    name: { ...instanceName, description: 'Which evaluation, where a model has several: its name.' },
    from: text({ description: 'The artifact that holds the verdict, where several do.' }),
    comment: choice({
      description:
        'When the one comment on the pull request is written: always; on-change, when the decision is another; on-failure, when it does not pass, or a comment is there that said so; never.',
      of: COMMENT_MODES,
      default: 'always',
    }),
    'check-name': text({
      description:
        'Name of the check, which a branch may require. Default: mlops/<model>, or mlops/<model>/<name>.',
    }),
    mode: choice({
      description:
        'auto: read the evaluation and post it. read: read what another run left, and trust nothing in it (docs/forks.md). post: post what read made.',
      of: ['auto', 'read', 'post'],
      default: 'auto',
    }),
    workflow: path({
      description: 'The workflow file whose runs mode: read takes, below the repository.',
      default: '.github/workflows/mlops-pr-gate.yml',
    }),
    'dry-run': dryRun,
    'github-token': text({
      description:
        'Token that writes the comment and the check, and moves the refs; what it lacks is said, and fails nothing.',
      secret: true,
    }),
  },
  outputs: {
    verdict: 'The decision that was reported.',
    'report-file': 'Path of the HTML report.',
    'report-url':
      'Where a browser opens the report, or fetches the artifact that holds it; empty on a laptop.',
    'comment-id': 'Number of the comment; empty where there is none.',
    'check-url': 'Page of the check; empty where there is none.',
    'baseline-moved': 'true when the ref baseline now names this evaluation.',
  },
});
