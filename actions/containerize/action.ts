import { declare } from '#kit/declaration';
import { flag, text } from '#kit/field';
import { commonFields, containerizeFields, dryRun, instanceName } from '#project/sections';

export const containerize = declare({
  name: 'containerize',
  description:
    'Pack the model whose verdict passed, with serving code and environment manifest, as an OCI image that is the same to the byte everywhere.',
  permissions: { contents: 'read', actions: 'read', packages: 'write' },
  section: 'containerize',
  inputs: {
    ...commonFields,
    name: instanceName,
    from: text({ description: 'The artifact that holds the model, where several do.' }),
    ...containerizeFields,
    push: flag({
      description: 'Push image and ModelPack to the registry that image: names.',
      default: 'false',
    }),
    'registry-username': text({ description: 'User name at the registry.' }),
    'registry-password': text({ description: 'Password or token at the registry.', secret: true }),
    'dry-run': dryRun,
    'github-token': text({ description: 'Token for ghcr.io, where no other login is given.', secret: true }),
  },
  outputs: {
    image: 'The image by digest, e.g. ghcr.io/acme/flights@sha256:….',
    digest: 'Digest of its manifest, sha256:….',
    imageid: 'Digest of its configuration, sha256:….',
    metadata:
      'What docker/build-push-action calls metadata: containerimage.digest and more, as one JSON object.',
    'stage-key': 'SHA-256 of everything that decides the image.',
    skipped: 'true when the image of an earlier run with the same key was used.',
    'saved-seconds': 'What that packing had taken; 0 when it ran.',
    'artifact-name': 'The artifact that holds image, metadata and records.',
    record: 'Path of the record of its making.',
    'record-digest': 'SHA-256 of that record.',
  },
});
