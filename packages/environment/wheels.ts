import type { Platform } from './platform.ts';

/** A program taken out of a wheel of a package index and checked against a digest that is committed here. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly wheel: string;
  /** SHA-256 of the wheel, lower-case hexadecimal */
  readonly sha256: string;
  /** the executable inside the wheel */
  readonly member: string;
}

/** The oldest uv that can say in JSON what it would install from a list (`uv pip sync --output-format`). */
export const UV_MINIMUM = '0.13.0';
const UV_PINNED = '0.13.9';

type Target =
  | 'linux-x64-glibc'
  | 'linux-x64-musl'
  | 'linux-arm64'
  | 'darwin-x64'
  | 'darwin-arm64'
  | 'win32-x64'
  | 'win32-arm64';

/** Digests as PyPI's simple API (https://pypi.org/simple/uv/, PEP 691) gave them for 0.13.9 on 2026-11-24. */
const UV_WHEELS: Readonly<Record<Target, readonly [tag: string, sha256: string]>> = {
  'linux-x64-glibc': [
    'manylinux_2_17_x86_64.manylinux2014_x86_64',
    'd7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19',
  ],
  'linux-x64-musl': [
    'musllinux_1_1_x86_64',
    '2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25',
  ],
  'linux-arm64': [
    'manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64',
    '5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe',
  ],
  'darwin-x64': ['macosx_10_12_x86_64', 'c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5'],
  'darwin-arm64': ['macosx_11_0_arm64', '66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63'],
  'win32-x64': ['win_amd64', '6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b'],
  'win32-arm64': ['win_arm64', 'eeb92051c2123b9730c46b04cc843cfa4bc7d7b0aec56df431a2215ef4cb0273'],
};

/** The pinned uv for a machine. */
export function pinnedUv(platform: Platform): Tool {
  const [tag, sha256] = UV_WHEELS[targetOf(platform)];
  const program = platform.os === 'win32' ? 'uv.exe' : 'uv';
  return {
    name: 'uv',
    version: UV_PINNED,
    wheel: `uv-${UV_PINNED}-py3-none-${tag}.whl`,
    sha256,
    member: `uv-${UV_PINNED}.data/scripts/${program}`,
  };
}

function targetOf({ os, arch, libc }: Platform): Target {
  if (os !== 'linux') return `${os}-${arch}`;
  if (arch === 'arm64') return 'linux-arm64';
  return libc === 'musl' ? 'linux-x64-musl' : 'linux-x64-glibc';
}
