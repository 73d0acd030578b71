import { declare } from '#kit/declaration';
import { choice, text } from '#kit/field';
import { commonFields, deployFields, dryRun, failOn, instanceName } from '#project/sections';

export const deploy = declare({
  name: 'deploy',
  description:
    'Start an image whose model passed, verify what it answers, and give it the requests; roll back, look, or end it. On any failure what served before serves on.',
  permissions: { contents: 'write', actions: 'read', deployments: 'write', packages: 'read' },
  section: 'deploy',
  inputs: {
    ...commonFields,
    name: instanceName,
    action: choice({
      description:
        'deploy, rollback (to the revision before), status (what serves) or retire (end everything).',
      of: ['deploy', 'rollback', 'status', 'retire'],
      default: 'deploy',
    }),
    from: text({ description: 'The artifact that holds the image, where several do.' }),
    image: text({
      description:
        'The image as name@sha256:<digest>; one that is in no artifact of this run is pulled from its registry.',
    }),
    ...deployFields,
    'registry-username': text({ description: 'User name at the registry.' }),
    'registry-password': text({ description: 'Password or token at the registry.', secret: true }),
    'fail-on': failOn,
    'dry-run': dryRun,
    'github-token': text({
      description: 'Token that announces the deployment and moves the ref deployed/<environment>.',
      secret: true,
    }),
  },
  outputs: {
    url: 'Where the model serves; empty when nothing does.',
    revision: 'The newest revision that gets requests.',
    'previous-revision': 'What a rollback would bring back.',
    'deployment-id': 'Number of the deployment on GitHub, where there is one.',
    traffic: 'Percent of the requests by revision, as one JSON object.',
    'rolled-back':
      'true when what served before serves: after a rollback, or since the new revision did not hold.',
    'artifact-name': 'The artifact that holds verdict, rollback state and records.',
    record: 'Path of the record of the deployment.',
    'record-digest': 'SHA-256 of that record.',
  },
  rules: [
    // a rollback starts what ran, not what mlops.yml says by now
    ({ action, target, serve }) =>
      action === 'deploy' && target === 'process' && serve === undefined
        ? {
            subject: 'serve',
            what: 'is needed for target: process and was not given',
            remedy:
              'Give serve: the command that serves the model, e.g. uvicorn serve:app --port $MLOPS_PORT.',
          }
        : null,
  ],
});
