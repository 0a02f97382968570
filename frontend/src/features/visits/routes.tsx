export { AfterPage } from "./AfterPage";
export { MovePage } from "./MovePage";
export { VisitPage } from "./VisitPage";
export { VisitsPage } from "./VisitsPage";
