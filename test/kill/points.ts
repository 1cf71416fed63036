import type { Institution } from '@jinqiao/wire';

export type Points = {
  /** One more point is passed; the process kills itself at the one that was named. */
  point(): void;
  passed(): number;
  /** An institution with a point before each message leaves, and one after its answer. */
  watched(institution: Institution): Institution;
};

/** Counts the points of a process that is to be killed. @param killAt the number of the point; 0 for none. */
export function countPoints(killAt: number): Points {
  let points = 0;
  const point = () => {
    points += 1;
    if (points === killAt) process.kill(process.pid, 'SIGKILL');
  };
  return {
    point,
    passed: () => points,
    watched: (institution) => ({
      ...institution,
      exchange: async (operation, message) => {
        point();
        const answer = await institution.exchange(operation, message);
        point();
        return answer;
      },
    }),
  };
}
