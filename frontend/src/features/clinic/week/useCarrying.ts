import { type PointerEvent, useEffect, useRef, useState } from "react";
import { type Carried, lengthOf, minuteAt, type Place, THRESHOLD_PX } from "./dragModel";

interface Point {
  x: number;
  y: number;
}

export interface Flight extends Point {
  carried: Carried;
  over: Place | null;
}

interface Wishes {
  hours: { from: number; to: number };
  onDrop: (carried: Carried, place: Place) => void;
}

/** The cell under a point, and the minute of its strip. Cells say whose day they are in data attributes. */
function placeAt({ x, y }: Point, carried: Carried, hours: Wishes["hours"]): Place | null {
  const cell = document
    .elementsFromPoint(x, y)
    .map((one) => one.closest<HTMLElement>("[data-doctor][data-day]"))
    .find((one) => one !== null);
  const { doctor, day } = cell?.dataset ?? {};
  if (!cell || !doctor || !day) return null;
  const strip = (cell.querySelector("[data-strip]") ?? cell).getBoundingClientRect();
  const fraction = (x - strip.left) / strip.width;
  return { doctorId: doctor, day, minute: minuteAt(fraction, hours, lengthOf(carried.visit)) };
}

/** Carrying a visit with the pointer: it begins when the pointer has moved a little, and Escape ends it. */
export function useCarrying({ hours, onDrop }: Wishes) {
  const [flight, setFlight] = useState<Flight | null>(null);
  const begun = useRef<(Point & { carried: Carried; id: number }) | null>(null);
  /** A click follows the release of a button; after a flight it means nothing. */
  const swallow = useRef(false);

  useEffect(() => {
    if (!flight) return;
    const stop = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      begun.current = null;
      setFlight(null);
    };
    window.addEventListener("keydown", stop);
    return () => window.removeEventListener("keydown", stop);
  }, [flight]);

  const take = (event: PointerEvent, carried: Carried) => {
    swallow.current = false;
    // A finger scrolls the grid; it moves visits through their details.
    if (event.button !== 0 || event.pointerType === "touch") return;
    begun.current = { x: event.clientX, y: event.clientY, carried, id: event.pointerId };
  };

  const move = (event: PointerEvent<HTMLElement>) => {
    const start = begun.current;
    if (!start || start.id !== event.pointerId) return;
    const here = { x: event.clientX, y: event.clientY };
    if (!flight && Math.hypot(here.x - start.x, here.y - start.y) < THRESHOLD_PX) return;
    if (!flight) event.currentTarget.setPointerCapture(event.pointerId);
    setFlight({ ...here, carried: start.carried, over: placeAt(here, start.carried, hours) });
  };

  const release = (event: PointerEvent) => {
    if (begun.current?.id !== event.pointerId) return;
    begun.current = null;
    if (!flight) return;
    swallow.current = true;
    setFlight(null);
    if (flight.over) onDrop(flight.carried, flight.over);
  };

  const lost = () => {
    begun.current = null;
    setFlight(null);
  };

  return {
    flight,
    take,
    area: {
      onPointerMove: move,
      onPointerUp: release,
      onPointerCancel: lost,
      onClickCapture: (event: { stopPropagation: () => void; preventDefault: () => void }) => {
        if (!swallow.current) return;
        swallow.current = false;
        event.stopPropagation();
        event.preventDefault();
      },
    },
  };
}
