import { declare } from '#kit/declaration';
import { text } from '#kit/field';
import { commonFields, dryRun } from '#project/sections';

export const report = declare({
  name: 'report',
  description:
    'Render the report of an evaluation; on the default branch keep it in the store, and move the ref baseline where it passed.',
  permissions: { actions: 'read', contents: 'write' },
  section: null,
  inputs: {
    ...commonFields,
    from: text({ description: 'The artifact that holds the verdict, where several do.' }),
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
