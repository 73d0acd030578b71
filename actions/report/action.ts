import { declare } from '#kit/declaration';
import { choice, path, text } from '#kit/field';
import { commonFields, dryRun, instanceName } from '#project/sections';

export const report = declare({
  name: 'report',
  description:
    'Render the report of an evaluation; on the default branch keep it in the store, and move the ref baseline where it passed.',
  permissions: { actions: 'read', contents: 'write' },
  section: null,
  inputs: {
    ...commonFields,
    from: text({ description: 'The artifact that holds the verdict, where several do.' }),
    name: instanceName,
    'check-name': text({ description: 'Name of the check. Default: mlops/<model>[/<name>].' }),
    mode: choice({
      description:
        'auto: read and post. read: read what an untrusted run left (docs/forks.md), with read scopes. post: post what read made.',
      of: ['auto', 'read', 'post'],
      default: 'auto',
    }),
    workflow: path({
      description: 'The workflow file whose runs mode: read takes, below the repository.',
      default: '.github/workflows/mlops-pr-gate.yml',
    }),
    'dry-run': dryRun,
    'github-token': text({
      description: 'Token that moves the refs; it needs contents: write on the default branch.',
      secret: true,
    }),
  },
  outputs: {
    report: 'Path of the HTML report.',
    verdict: 'The decision that was reported.',
    'baseline-moved': 'true when the ref baseline now names this evaluation.',
  },
});
