import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Point, Trace, thinned } from './trace.ts';

const rising = fc
  .array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 300 })
  .map((steps) => {
    const [width, height] = steps.reduce(([x, y], [along, up]) => [x + along, y + up], [0, 0]);
    let [x, y] = [0, 0];
    return steps.map(([along, up]): Point => {
      x += along;
      y += up;
      return [x / Math.max(1, width), y / Math.max(1, height)];
    });
  });

test('both ends stay, points stay in order, none is made up', () => {
  fc.assert(
    fc.property(rising, fc.integer({ min: 2, max: 50 }), (points, most) => {
      const kept = thinned(points, most);
      expect(kept.length).toBeLessThanOrEqual(Math.max(2, most));
      expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
      let at = -1;
      for (const point of kept) {
        const next = points.indexOf(point, at + 1);
        expect(next).toBeGreaterThan(at);
        at = next;
      }
    }),
  );
});

test('the point farthest from the line is the first that is kept, one on a line is not', () => {
  const points: Point[] = [
    [0, 0],
    [0.1, 0.6],
    [0.5, 0.8],
    [0.75, 0.9],
    [1, 1],
  ];
  expect(thinned(points, 3)).toEqual([
    [0, 0],
    [0.1, 0.6],
    [1, 1],
  ]);
  expect(
    thinned(
      [
        [0, 0],
        [0.25, 0.25],
        [0.5, 0.5],
        [1, 1],
      ],
      10,
    ),
  ).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('of a million corners two hundred are kept, and each one left out lies within three thousandths', () => {
  const trace = new Trace();
  const height = (x: number) => x ** 0.2 + 0.0001 * Math.sin(x * 5000);
  for (let at = 0; at <= 1_000_000; at++) trace.add(at / 1_000_000, height(at / 1_000_000));
  const kept = trace.finish();
  expect(kept.length).toBeLessThanOrEqual(200);
  for (let part = 1; part < kept.length; part++) {
    const [[x, y] = [0, 0], [toX, toY] = [0, 0]] = [kept[part - 1], kept[part]];
    for (let share = 0.1; share < 1; share += 0.1) {
      const across = x + share * (toX - x);
      // beside a steep rise the distance along x is the one that is seen
      const away = Math.min(Math.abs(height(across) - (y + share * (toY - y))), Math.abs(across - x) + 0.002);
      expect(away).toBeLessThan(0.003);
    }
  }
});
