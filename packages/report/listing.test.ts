import { expect, test } from 'vitest';
import { listingWithin, type TextColumn } from './listing.ts';

const COLUMNS: readonly TextColumn[] = [
  { header: 'Column', align: 'left', cells: ['carrier'] },
  { header: 'Distance', align: 'right', cells: ['0.312'] },
  { header: 'Rows', align: 'right', cells: ['1200'], spare: 1 },
  { header: 'Reference', align: 'left', cells: ['AA 60 %, BB 40 %'], spare: 2 },
];

test.each<[string, number | undefined, string[]]>([
  [
    'a listing whose room is not known is whole',
    undefined,
    ['Column   Distance  Rows  Reference', 'carrier     0.312  1200  AA 60 %, BB 40 %'],
  ],
  [
    'one with just enough room is whole',
    41,
    ['Column   Distance  Rows  Reference', 'carrier     0.312  1200  AA 60 %, BB 40 %'],
  ],
  [
    'the column that is missed least goes first, and is named',
    40,
    [
      'Column   Distance  Rows',
      'carrier     0.312  1200',
      'Left out, for want of room: Reference. --json has all.',
    ],
  ],
  [
    'what may not be left out stays, however narrow it is',
    5,
    [
      'Column   Distance',
      'carrier     0.312',
      'Left out, for want of room: Reference, Rows. --json has all.',
    ],
  ],
])('%s', (_, room, lines) => {
  expect(listingWithin(COLUMNS, room)).toEqual(lines);
});
