export { ReleasePage } from "./ReleasePage";
export { ReleasesPage } from "./ReleasesPage";
