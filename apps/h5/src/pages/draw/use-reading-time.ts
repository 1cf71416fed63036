import { useEffect, useState } from 'react';

/** Whole seconds that the page was in view since it opened; a hidden page does not count as read. */
export function useReadingTime(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setSeconds((read) => read + 1);
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
