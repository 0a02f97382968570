export { AfterPage } from "./AfterPage";
export { IntakePage } from "./IntakePage";
export { MovePage } from "./MovePage";
export { VisitPage } from "./VisitPage";
export { VisitsPage } from "./VisitsPage";
