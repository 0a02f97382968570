export { CheckPage } from "./CheckPage";
export { RoomPage } from "./RoomPage";
