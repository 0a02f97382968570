export { SoonestPage } from "./SoonestPage";
