import type { Room, RoomOptions } from "./room";

/** The visit's room for a page: connects on mount, comes back by itself after cuts, lets go on unmount. */
export declare function useRoom(consultationId: string, options: RoomOptions): Room;
