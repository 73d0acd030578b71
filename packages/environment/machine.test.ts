import { expect, test } from 'vitest';
import { gpusOf } from './machine.ts';
import { atLeast } from './uv.ts';
import { pinnedUv } from './wheels.ts';

test('GPUs are read from the answer of nvidia-smi', () => {
  expect(gpusOf('Tesla T4, 580.82.07, 7.5\nNVIDIA A100-SXM4-80GB, 580.82.07, 8.0\n')).toEqual([
    { name: 'Tesla T4', driver: '580.82.07', computeCapability: '7.5' },
    { name: 'NVIDIA A100-SXM4-80GB', driver: '580.82.07', computeCapability: '8.0' },
  ]);
});

test.each([
  ['0.13.9', '0.13.0', true],
  ['0.13.0', '0.13.0', true],
  ['0.9.30', '0.13.0', false],
  ['1.0.0', '0.13.9', true],
])('uv %s is at least %s: %s', (version, minimum, expected) => {
  expect(atLeast(version, minimum)).toBe(expected);
});

test.each([
  [{ os: 'linux', arch: 'x64', libc: 'musl' } as const, /musllinux.*x86_64\.whl$/, 'uv'],
  [{ os: 'linux', arch: 'x64', libc: 'glibc' } as const, /manylinux.*x86_64\.whl$/, 'uv'],
  [{ os: 'linux', arch: 'arm64', libc: 'musl' } as const, /musllinux.*aarch64\.whl$/, 'uv'],
  [{ os: 'darwin', arch: 'arm64', libc: null } as const, /macosx.*arm64\.whl$/, 'uv'],
  [{ os: 'win32', arch: 'x64', libc: null } as const, /win_amd64\.whl$/, 'uv.exe'],
])('the pinned uv of %j', (platform, wheel, program) => {
  const tool = pinnedUv(platform);
  expect(tool.wheel).toMatch(wheel);
  expect(tool.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(tool.member.split('/').at(-1)).toBe(program);
});
