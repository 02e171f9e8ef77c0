import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** For a strip of links that may be wider than the screen: the one of the page that is open is brought into view. */
export function useActiveInView<T extends HTMLElement>(): RefObject<T | null> {
  const strip = useRef<T>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const links = [...(strip.current?.querySelectorAll('a') ?? [])];
    const active = links.find((link) => pathname === link.pathname || pathname.startsWith(`${link.pathname}/`));
    active?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [pathname]);
  return strip;
}
