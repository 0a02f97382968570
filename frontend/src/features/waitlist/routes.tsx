export { BoardPage } from "./BoardPage";
export { NewWishPage } from "./NewWishPage";
export { WaitlistPage } from "./WaitlistPage";
