/** Line icons, drawn here: no font, no request. */

const PATHS: Record<string, string> = {
  back: "M15 5l-7 7 7 7",
  backspace: "M9 5h11v14H9l-6-7zM12 9.5l5 5M17 9.5l-5 5",
  box: "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
  camera: "M3 8h4l1.500-3h7L17 8h4v11H3zM12 17a3.500 3.500 0 100-7 3.500 3.500 0 000 7",
  card: "M3 6h18v12H3zM3 10h18M7 15h4",
  cash: "M3 7h18v10H3zM12 14.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5M6 10v4M18 10v4",
  chart: "M4 20V4M4 20h16M8 16v-5M12 16V8M16 16v-3",
  check: "M5 13l4 4L19 7",
  clock: "M12 21a9 9 0 100-18 9 9 0 000 18M12 7v5l3 2",
  close: "M6 6l12 12M18 6L6 18",
  cloud: "M7 18a4 4 0 010-8 5.5 5.5 0 0110.5 1.5A3.3 3.3 0 0117 18z",
  count: "M9 4h6v3H9zM7 5H5v15h14V5h-2M8.5 13l2.5 2.5 4.5-5",
  down: "M12 4v12M7 11l5 5 5-5M5 20h14",
  gear: "M12 15a3 3 0 100-6 3 3 0 000 6M19 12l2-1-2-4-2 .8-1.700-1L15 4.500h-4l-.6 2.300-1.700 1L6.500 7l-2 4 2 1-2 1 2 4 2.200-.8 1.700 1 .6 2.300h4l.6-2.300 1.700-1 2 .8 2-4z",
  gift: "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-1-3-5-4-5-1.500 0 1.500 3 1.500 5 1.500M12 7c1-3 5-4 5-1.500 0 1.500-3 1.500-5 1.500",
  help: "M12 21a9 9 0 100-18 9 9 0 000 18M9.500 9.500a2.500 2.500 0 115 0c0 1.700-2.500 2-2.500 3.500M12 16.500v.5",
  hub: "M12 14a2 2 0 100-4 2 2 0 000 4M12 10V5M12 14v5M10.200 11L6 8.500M13.800 11L18 8.500M10.200 13L6 15.500M13.800 13l4.200 2.500",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 11v2M4 12h2M12 11v2M11 12h2M19 11v2M18 12h2",
  pause: "M8 5v14M16 5v14",
  people: "M9 11a3.500 3.500 0 100-7 3.500 3.500 0 000 7M3 20c0-3.500 2.500-6 6-6s6 2.500 6 6M16 4.500a3.500 3.500 0 010 6.500M17 14.500c2.500.7 4 2.800 4 5.500",
  percent: "M6 18L18 6M7.500 9a1.500 1.500 0 100-3 1.500 1.500 0 000 3M16.500 18a1.500 1.500 0 100-3 1.500 1.500 0 000 3",
  peer: "M4 5h16v11H4zM9 20h6M12 16v4",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8M4 21c0-4 3.500-7 8-7s8 3 8 7",
  plus: "M12 5v14M5 12h14",
  printer: "M7 8V4h10v4M7 17H4V8h16v9h-3M7 14h10v6H7z",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v2M14 20h2M18 18h2v2",
  receipt: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  refund: "M4 9h11a5 5 0 010 10h-4M8 5L4 9l4 4",
  review: "M12 4l9 16H3zM12 10v4M12 17v.01",
  search: "M11 18a7 7 0 100-14 7 7 0 000 14M16 16l5 5",
  shift: "M4 7h16v12H4zM9 7V4h6v3M4 12h16M12 11v2.500",
  star: "M12 4l2.400 5 5.600.8-4 3.900 1 5.500-5-2.700-5 2.700 1-5.500-4-3.900 5.600-.8z",
  sync: "M20 8a8 8 0 00-15-1M4 4v4h4M4 16a8 8 0 0015 1M20 20v-4h-4",
  ticket: "M4 7h16v3a2 2 0 000 4v3H4v-3a2 2 0 000-4zM10 7v10",
  transfer: "M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
};

export function Icon({ name, label }: { name: string; label?: string }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    >
      <path d={PATHS[name] ?? PATHS["box"]} />
    </svg>
  );
}
