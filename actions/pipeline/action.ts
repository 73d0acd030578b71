import { declare } from '#kit/declaration';
import { flag, text } from '#kit/field';
import { commonFields, dryRun, failOn } from '#project/sections';

/** The one-step pipeline: what `uses: org/mlops@v1` is. Its stages are the other actions, each by its section. */
export const pipeline = declare({
  name: 'pipeline',
  description: 'All stages of mlops.yml in one step, from environment to deployment, with one report.',
  permissions: {
    contents: 'write',
    actions: 'read',
    deployments: 'write',
    packages: 'write',
    issues: 'write',
    checks: 'write',
    'pull-requests': 'write',
  },
  section: null,
  inputs: {
    ...commonFields,
    until: text({
      description: 'The last stage to perform, e.g. evaluate. Default: all that mlops.yml has.',
    }),
    push: flag({ description: 'Push the image to its registry.', default: 'false' }),
    'registry-username': text({ description: 'User name at the registry.' }),
    'registry-password': text({ description: 'Password or token at the registry.', secret: true }),
    'webhook-url': text({ description: 'Where the effect webhook posts to.', secret: true }),
    'fail-on': failOn,
    'dry-run': dryRun,
    'github-token': text({
      description: 'Token that moves refs, pushes the image and tells of the deployment.',
      secret: true,
    }),
  },
  outputs: {
    verdict: 'Of the evaluation: pass, marginal, fail, inconclusive or error.',
    reason: 'That verdict in one sentence.',
    'model-digest': 'SHA-256 of the model.',
    'report-file': 'Path of the HTML report.',
    image: 'The image by its digest, where one was made.',
    digest: 'Digest of the image.',
    url: 'Where the model serves, where it was deployed.',
    revision: 'The revision that serves.',
    decision: 'What the monitor decided: keep, promote, hold, rollback or retrain.',
    overview: 'Path of the page of the whole way to production and back, where something was deployed.',
    stages: 'What each stage came to, as one JSON object of stage names and ran, reused, skipped or failed.',
  },
});
